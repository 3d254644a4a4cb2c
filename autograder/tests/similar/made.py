"""A made class whose members write by themselves: answers of the course's bank, each in a manner of its own.

Half of the bank's right answers are what they write, and its wrong ones; the other half is what the comparison knows
and takes out. What is changed in an answer need not be right any more: it is compared, and not graded.
"""

import ast
from functools import cache
from pathlib import Path
from random import Random

from autograder.bank.answer import answers
from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.course.skeleton import make
from autograder.report.stored import Item, Known, Plan
from autograder.similar import page, whole
from autograder.similar.prints import prints, runs
from autograder.similar.read import Answers
from autograder.similar.settings import Similarity
from autograder.similar.tokens import tokens
from autograder.tests import ROOT

BANK = ROOT / "autograder" / "bank" / "answers"
WANTED = Similarity()


@cache
def lesson_runs(name: str) -> frozenset[str]:
    """Return the runs of a lesson's own cells, as the reader has them."""
    found = lessons.lesson(name, ROOT)
    cells = [*found.notebook.cells, *make(found, load_config(ROOT)).cells]
    return frozenset(run for cell in cells for run in runs(tokens(cell.source, cell.cell_type == "code"), WANTED.noise))


@cache
def pool(folder: Path) -> tuple[list[str], frozenset[str]]:
    """Return what may be written in an exercise, and the runs that the comparison takes out."""
    known = [each for each in answers(BANK) if each.path.parent == folder]
    right = [each.source for each in known if each.is_right]
    wrong = [each.source for each in known if not each.is_right]
    taken = {run for source in right[::2] for run in runs(tokens(source), WANTED.noise)}
    return [*right[1::2] * 3, *wrong], lesson_runs(folder.parent.name) | taken


class Manner(ast.NodeTransformer):
    """Changes code as people do who write the same otherwise: each place with a chance."""

    def __init__(self, random: Random, chance: float) -> None:
        """chance: for each place."""
        self.random, self.chance = random, chance

    def happens(self) -> bool:
        """Tell whether a place is changed."""
        return self.random.random() < self.chance

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        """Give what is returned a name first."""
        self.generic_visit(node)
        if node.value is None or isinstance(node.value, ast.Name) or not self.happens():
            return node
        name = self.random.choice(["result", "out", "answer", "found"])
        return [ast.Assign([ast.Name(name, ast.Store())], node.value), ast.Return(ast.Name(name, ast.Load()))]

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Swap what may be swapped."""
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)) and self.happens():
            node.left, node.right = node.right, node.left
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Write x += 1 out."""
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name) or not self.happens():
            return node
        value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
        return ast.Assign([ast.Name(node.target.id, ast.Store())], value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Look at something on the way."""
        self.generic_visit(node)
        if node.args.args and self.happens():
            first = node.args.args[-1].arg
            node.body.insert(
                self.random.randrange(len(node.body)), ast.parse(self.random.choice(LOOKS).format(first)).body[0]
            )
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Turn np.asarray into np.array, and such."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in OTHERS and self.happens():
            node.func.attr = OTHERS[node.func.attr]
        return node


LOOKS = [
    *("print({})", "assert {} is not None", "size = len({})", "{0} = {0}", "print('got', {0}, type({0}))"),
    *("if {} is None:\n    raise ValueError('nothing')", "shape = getattr({}, 'shape', ())", "copy = list({})"),
]
OTHERS = {"asarray": "array", "array": "asarray", "matmul": "dot", "dot": "matmul", "copy": "__copy__"}


def written(source: str, random: Random, chance: float) -> str:
    """Return an answer in somebody's manner."""
    try:
        tree = Manner(random, chance).visit(ast.parse(source))
    except SyntaxError:
        return source
    return ast.unparse(ast.fix_missing_locations(tree))


def copied(source: str, random: Random) -> str:
    """Return an answer as who copies hands it in: other names, a comment, a line that looks at something."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return f"# my own\n{source}"
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    new = {name: f"my_{place}" for place, name in enumerate(sorted(names))}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    return f"# written by myself, {random.random()}\n{ast.unparse(tree)}\n"


def answered(lesson: str, students: int, random: Random, chance: float = 0.35) -> dict[str, dict[str, str]]:
    """Return {exercise: {student: answer}} of a class in which nobody has copied."""
    return {
        folder.name: {
            f"s{number:03}": written(random.choice(pool(folder)[0]), random, chance) for number in range(students)
        }
        for folder in sorted((BANK / lesson).iterdir())
        if folder.is_dir()
    }


def printed(lesson: str, class_: dict[str, dict[str, str]]) -> dict[str, dict[str, dict[str, frozenset[int]]]]:
    """Return {exercise: {student: prints}} of a class."""
    return {
        name: {
            student: prints(tokens(text), pool(BANK / lesson / name)[1], WANTED.noise, WANTED.guarantee)
            for student, text in texts.items()
        }
        for name, texts in class_.items()
    }


def written_page(folder: Path) -> list[Path]:
    """Write the page of a class in two lessons, in one of which two have copied."""
    told, random = [], Random(5)
    for place, lesson in enumerate(("1-embedding-matrix", "2-one-hot-vs-gather")):
        class_ = answered(lesson, 40, random)
        for texts in class_.values() if place else ():
            texts["s001"] = copied(texts["s000"], random)
        found = printed(lesson, class_)
        items = [Item(name, name, 2.0, number, (), (name,), "x") for number, name in enumerate(class_, 1)]
        answers = [Answers(each, class_[each.name], found[each.name]) for each in items]
        told.append(whole.lesson(Plan(lesson, lesson, tuple(items)), answers, Known(), WANTED))
    path = folder / "similar.html"
    looked = {"noise": WANTED.noise, "guarantee": WANTED.guarantee, "least": WANTED.shared}
    shares = {"alike": WANTED.alike, "rare": WANTED.rare, "few": whole.FEW}
    path.write_text(page.page({"course": "embeddings", "lessons": told, **looked, **shares}), encoding="utf-8")
    return [path]
