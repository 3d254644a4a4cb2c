# kind: leaks
# attack: leaves a daemon behind, then answers rightly
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: passed
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3, 256):
            try:
                os.close(descriptor)
            except OSError:
                pass
        with open("/proc/self/comm", "w") as name:
            name.write("hostile-daemon")
        time.sleep(3600)
    os._exit(0)
os.wait()


def build_vocabulary(texts, vocab_size):
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
