"""Python's parser, for threads: CPython 3.11 and 3.12 count its depth for all of them together, and so may stumble.

(SystemError: AST constructor recursion depth mismatch.)
"""

import ast
import threading

LOCK = threading.Lock()


def parse(source):
    """Return the syntax tree of a source; raises SyntaxError."""
    with LOCK:
        return ast.parse(source)


def literal(text):
    """Return the value of a literal; raises ValueError, SyntaxError and others."""
    with LOCK:
        return ast.literal_eval(text)
