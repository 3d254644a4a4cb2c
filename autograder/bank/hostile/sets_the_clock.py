# kind: leaks
# attack: sets the clock, as it is, and asks for more than its user may: accounting, swap, quotas
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
import ctypes
import time

reached, libc = [], ctypes.CDLL(None, use_errno=True)
try:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    reached.append("clock")
except OSError:
    pass
for name, arguments in {"acct": (b"/tmp/acct",), "swapoff": (b"/none",), "chroot": (b"/tmp",), "iopl": (3,)}.items():
    if getattr(libc, name, lambda *_: -1)(*arguments) == 0 or ctypes.get_errno() not in (0, 1, 13, 38):
        reached.append(name)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
