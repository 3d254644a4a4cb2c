# kind: leaks
# attack: leaves memory, queues and semaphores of System V and POSIX for others to find
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
# copies: 2
import ctypes

libc, KEY, CREATE, EXCLUSIVE = ctypes.CDLL(None, use_errno=True), 0x4857AB, 0o1000, 0o2000
reached = []
for name, arguments in {"shmget": (KEY, 4096), "semget": (KEY, 1), "msgget": (KEY,)}.items():
    call = getattr(libc, name)
    if call(*arguments, CREATE | EXCLUSIVE | 0o666) < 0 and ctypes.get_errno() == 17:
        reached.append(name)
try:
    queue = ctypes.CDLL("librt.so.1", use_errno=True).mq_open(b"/note", 0o100 | 0o200 | 2, 0o666, None)
    if queue < 0 and ctypes.get_errno() == 17:
        reached.append("mq_open")
except OSError:
    pass
from multiprocessing import shared_memory

try:
    kept = shared_memory.SharedMemory("note-of-a-student", create=True, size=100)
except FileExistsError:
    reached.append("shm_open")
except OSError:
    pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
