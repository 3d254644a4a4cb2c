# kind: ends
# attack: sends SIGKILL to itself
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: kernel died
import os
import signal


def build_vocabulary(texts, vocab_size):
    os.kill(os.getpid(), signal.SIGKILL)
