# kind: leaks
# attack: reads the memory of every process it finds
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import os

reached = []
for number in filter(str.isdigit, os.listdir("/proc")):
    if int(number) in (os.getpid(), os.getppid()):
        continue
    try:
        with open(f"/proc/{number}/maps") as maps:
            start = int(maps.readline().split("-")[0], 16)
        with open(f"/proc/{number}/mem", "rb") as memory:
            memory.seek(start)
            if b"python" in open(f"/proc/{number}/cmdline", "rb").read() and memory.read(16):
                reached.append(number)
    except (OSError, ValueError):
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
