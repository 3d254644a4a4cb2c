# kind: ends
# attack: waits in C, where no interrupt reaches
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out
import ctypes


def build_vocabulary(texts, vocab_size):
    ctypes.PyDLL(None).sleep(3600)
