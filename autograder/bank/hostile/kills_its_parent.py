# kind: ends
# attack: sends SIGKILL to its parent and to process 1
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: kernel died, failed
import os
import signal


def build_vocabulary(texts, vocab_size):
    for process in (1, os.getppid()):
        os.kill(process, signal.SIGKILL)
    return {"[UNK]": 0}
