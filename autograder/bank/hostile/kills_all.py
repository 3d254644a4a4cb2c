# kind: ends
# attack: sends SIGKILL to every process
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: kernel died
import os
import signal


def build_vocabulary(texts, vocab_size):
    os.kill(-1, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
