"""Wrong answers as a class writes them: right ones in which one thing was changed, as by a slip of the pen."""

import ast
from collections.abc import Callable, Iterator, Sequence
from random import Random

import libcst as cst

COMPARED: dict[type[cst.BaseCompOp], list[type[cst.BaseCompOp]]] = {
    cst.LessThan: [cst.LessThanEqual, cst.GreaterThan],
    cst.LessThanEqual: [cst.LessThan, cst.GreaterThanEqual],
    cst.GreaterThan: [cst.GreaterThanEqual, cst.LessThan],
    cst.GreaterThanEqual: [cst.GreaterThan, cst.LessThanEqual],
    cst.Equal: [cst.NotEqual, cst.GreaterThan],
    cst.NotEqual: [cst.Equal],
    cst.In: [cst.NotIn],
    cst.NotIn: [cst.In],
    cst.Is: [cst.IsNot],
    cst.IsNot: [cst.Is],
}
COUNTED: dict[type[cst.BaseBinaryOp], list[type[cst.BaseBinaryOp]]] = {
    cst.Add: [cst.Subtract, cst.Multiply],
    cst.Subtract: [cst.Add],
    cst.Multiply: [cst.Add, cst.Divide],
    cst.Divide: [cst.FloorDivide, cst.Multiply],
    cst.FloorDivide: [cst.Divide, cst.Modulo],
    cst.Modulo: [cst.FloorDivide],
    cst.Power: [cst.Multiply],
    cst.MatrixMultiply: [cst.Multiply],
}
ADDED: dict[type[cst.BaseAugOp], list[type[cst.BaseAugOp]]] = {
    cst.AddAssign: [cst.SubtractAssign, cst.MultiplyAssign],
    cst.SubtractAssign: [cst.AddAssign],
    cst.MultiplyAssign: [cst.AddAssign],
}
# What is taken for each other.
NAMES = (
    ("min", "max"), ("sum", "mean", "max"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("floor", "ceil"),
    ("int32", "int64", "float32"), ("float32", "float64"), ("append", "extend"), ("keys", "values"),
    ("lower", "upper"), ("argmin", "argmax"), ("any", "all"), ("reduce_sum", "reduce_mean"), ("ceil", "round"),
    ("assign_sub", "assign_add"), ("subtract", "add"), ("glorot_uniform", "random_uniform"), ("axis", "ndim"),
    ("hstack", "vstack"), ("concatenate", "stack"), ("sorted", "list"), ("square", "abs"), ("shape", "size"),
)  # fmt: skip
Change = Callable[[cst.CSTNode], cst.CSTNode]


class Slip(cst.CSTTransformer):
    """Makes one of the changes that are possible; number: how many there are, once the whole tree was seen."""

    def __init__(self, wanted: int, names: Sequence[str]) -> None:
        """wanted: which one, -1 for none; names: what else may stand for a name."""
        super().__init__()
        self.wanted, self.names, self.number = wanted, names, 0

    def on_leave(self, original_node, updated_node):
        """Return the node, or another in its place."""
        updated = super().on_leave(original_node, updated_node)
        if not isinstance(updated, cst.CSTNode):
            return updated
        if isinstance(original_node, cst.Param):  # what it is called by others
            return updated.with_changes(name=original_node.name)
        if isinstance(original_node, cst.Arg):
            return updated.with_changes(keyword=original_node.keyword)
        for changed in options(updated, self.names):
            if self.number == self.wanted:
                updated = changed
            self.number += 1
        return updated


def options(node: cst.CSTNode, names: Sequence[str]) -> Iterator[cst.CSTNode]:
    """Yield what may stand in place of a node."""
    kinds: tuple[tuple[type[cst.CSTNode], Callable[..., Iterator[cst.CSTNode]]], ...] = (
        (cst.Comparison, comparisons),
        (cst.BinaryOperation, operations),
        (cst.AugAssign, additions),
        (cst.BooleanOperation, both_or_one),
        (cst.UnaryOperation, without_sign),
        (cst.Integer, off_by_one),
        (cst.Float, other_floats),
        (cst.Call, calls),
        (cst.Subscript, slices),
        (cst.If, branches),
        (cst.SimpleStatementLine, statements),
    )
    for kind, made in kinds:
        if isinstance(node, kind):
            yield from made(node)
    if isinstance(node, cst.Name):
        yield from named(node, names)


def comparisons(node: cst.Comparison) -> Iterator[cst.CSTNode]:
    """Another comparison."""
    for place, each in enumerate(node.comparisons):
        for other in COMPARED.get(type(each.operator), []):
            changed = each.with_changes(operator=other())
            yield node.with_changes(comparisons=[*node.comparisons[:place], changed, *node.comparisons[place + 1 :]])


def operations(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """Another operation, its sides swapped, or one of them alone."""
    for other in COUNTED.get(type(node.operator), []):
        yield node.with_changes(operator=other())
    if not isinstance(node.operator, (cst.Add, cst.Multiply)):
        yield node.with_changes(left=braced(node.right), right=braced(node.left))
    yield braced(node.left)


def additions(node: cst.AugAssign) -> Iterator[cst.CSTNode]:
    """Another operation, or an assignment."""
    for other in ADDED.get(type(node.operator), []):
        yield node.with_changes(operator=other())
    yield cst.Assign([cst.AssignTarget(node.target)], node.value)


def both_or_one(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """`and` for `or`, or one side alone."""
    yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
    yield from (braced(node.left), braced(node.right))


def without_sign(node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    """No minus, no `not`."""
    yield braced(node.expression)


def off_by_one(node: cst.Integer) -> Iterator[cst.CSTNode]:
    """One more, one less, and nothing."""
    value = node.evaluated_value
    yield cst.Integer(str(value + 1))
    yield cst.Integer(str(value - 1)) if value else braced(cst.UnaryOperation(cst.Minus(), cst.Integer("1")))


def other_floats(node: cst.Float) -> Iterator[cst.CSTNode]:
    """Twice as much, nothing."""
    yield cst.Float(repr(2 * node.evaluated_value or 1.0))
    yield cst.Float("0.0" if node.evaluated_value else "1.0")


def calls(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Arguments swapped, one left out, or the call left out of what it is made on."""
    plain = [place for place, each in enumerate(node.args) if each.keyword is None and not each.star]
    if len(plain) > 1:
        swapped = list(node.args)
        one, other = plain[:2]
        swapped[one] = node.args[one].with_changes(value=node.args[other].value)
        swapped[other] = node.args[other].with_changes(value=node.args[one].value)
        yield node.with_changes(args=swapped)
    for place, each in enumerate(node.args):
        if each.keyword is not None or (place and place == len(node.args) - 1):
            rest = [*node.args[:place], *node.args[place + 1 :]]
            last = [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in rest[-1:]]
            yield node.with_changes(args=[*rest[:-1], *last])
    if len(plain) == 1 and isinstance(node.func, (cst.Name, cst.Attribute)):
        yield braced(node.args[plain[0]].value)
    if isinstance(node.func, cst.Attribute) and not (
        isinstance(node.func.value, cst.Name) and node.func.value.value in ("np", "tf", "keras", "math", "random")
    ):
        yield node.func.value


def slices(node: cst.Subscript) -> Iterator[cst.CSTNode]:
    """What is picked from, whole."""
    if isinstance(node.slice[0].slice, cst.Slice):
        yield node.value


def branches(node: cst.If) -> Iterator[cst.CSTNode]:
    """The opposite, or no branch."""
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), braced(node.test)))
    if node.orelse is None:
        yield cst.SimpleStatementLine([cst.Pass()])


def statements(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """Nothing; of a `return`, without it, or without a part of what it returns."""
    (first, *more) = node.body
    if isinstance(first, (cst.Import, cst.ImportFrom, cst.Pass)) or more:
        return
    if isinstance(first, cst.Expr) and isinstance(first.value, (cst.SimpleString, cst.ConcatenatedString)):
        return
    if isinstance(first, cst.Return) and first.value is not None:
        yield node.with_changes(body=[cst.Expr(first.value)])
        if isinstance(first.value, cst.Tuple) and len(first.value.elements) > 1:
            yield node.with_changes(body=[first.with_changes(value=first.value.elements[0].value)])
            turned = [cst.Element(each.value) for each in reversed(first.value.elements)]
            yield node.with_changes(body=[first.with_changes(value=cst.Tuple(turned))])
        return
    yield cst.SimpleStatementLine([cst.Pass()])


def named(node: cst.Name, names: Sequence[str]) -> Iterator[cst.CSTNode]:
    """Another name that the answer has, or one that is taken for it."""
    for group in NAMES:
        if node.value in group:
            yield from (cst.Name(each) for each in group if each != node.value)
    if node.value in names:
        yield from (cst.Name(each) for each in names if each != node.value)


def braced(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return an expression in parentheses, where it may need them."""
    simple = (cst.Name, cst.Integer, cst.Float, cst.Call, cst.Attribute, cst.Subscript)
    if isinstance(node, simple) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def known_as(source: str) -> str:
    """Return what is the same of two answers that differ in their comments and their form alone."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            body[0] = ast.Pass()
    return ast.dump(tree)


def parameters(source: str) -> list[str]:
    """Return the names of the arguments in an answer."""
    found = [each.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.arguments) for each in node.args]
    return [each for each in dict.fromkeys(found) if each != "self"]


def mutants(sources: Sequence[str], known: set[str], rng: Random) -> Iterator[str]:
    """Yield answers without an end, or till none is found any more: each unlike all that are known, as known_as() says.

    sources: right answers; one of ten is changed twice.
    """
    known, misses = set(known), 0
    while misses < 100:
        source = rng.choice(sources)
        try:
            for _ in range(2 if rng.random() < 0.1 else 1):
                source = slipped(source, rng)
            key = known_as(source)
        except (SyntaxError, ValueError, cst.CSTValidationError, cst.ParserSyntaxError):  # the change makes no Python
            misses += 1
            continue
        if key in known:
            misses += 1
            continue
        known.add(key)
        misses = 0
        yield source


def slipped(source: str, rng: Random) -> str:
    """Return an answer with one change."""
    tree, names = cst.parse_module(source), parameters(source)
    counted = Slip(-1, names)
    tree.visit(counted)
    return tree.visit(Slip(rng.randrange(counted.number), names)).code if counted.number else source
