"""Sends modules of this room to processes that cannot see the package: as one text, which makes them there."""

import base64
import importlib.util
import marshal
from functools import cache

from autograder.files import PACKAGE

# What each end needs, in the order of imports.
COMMON = ("kinds", "wire", "channel", "configs", "graphs", "models")
PLAYER = (*COMMON, "looks", "player")
JUDGE = (*COMMON, "standins", "beside", "errors", "questions", "changes", "gradients", "proxies", "caller", "process")
LOADER = '''
def load(sources, compiled, magic):
    """Return the last of some modules of a package that is not here, from their sources, or compiled where that fits.

    magic: of the Python that has compiled them.
    """
    import base64, importlib.util, marshal, sys, types
    fits = magic == importlib.util.MAGIC_NUMBER
    names = ["autograder", "autograder.judge", *(f"autograder.judge.{name}" for name in sources)]
    before = {name: sys.modules.get(name) for name in names}
    made = {name: types.ModuleType(name) for name in names}
    try:
        sys.modules.update(made)
        for name in names[:2]:
            made[name].__path__ = []
        for name, source in sources.items():
            module = made[f"autograder.judge.{name}"]
            if fits:
                code = marshal.loads(base64.b64decode(compiled[name]))
            else:
                code = compile(source, f"<{name}>", "exec", dont_inherit=True)
            exec(code, vars(module))
        return module
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
'''


@cache
def text(names: tuple[str, ...], ready: bool = False) -> str:
    """Return a source that binds `load`, and what it takes for these modules as the dict `modules`.

    ready: with the modules compiled, too, for a process of the same Python: to compile them takes longer than a test.
    Then it is longer than a command line may be.
    """
    sources = {name: (PACKAGE / "judge" / f"{name}.py").read_text(encoding="utf-8") for name in names}
    codes = {name: compile(source, f"<{name}>", "exec", dont_inherit=True) for name, source in sources.items()}
    compiled = {name: base64.b64encode(marshal.dumps(code)) for name, code in codes.items()} if ready else {}
    modules = {"sources": sources, "compiled": compiled, "magic": importlib.util.MAGIC_NUMBER if ready else b""}
    return f"{LOADER}\nmodules = {modules!r}\n"
