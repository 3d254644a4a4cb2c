# kind: leaks
# attack: sends signals to every process there may be
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import os

reached, own = [], [int(each) for process in (1, 2, "self") for each in os.listdir(f"/proc/{process}/task")]
for number in [*range(2, 400), *range(1000, 40000, 7)]:
    if number in own:
        continue
    try:
        os.kill(number, 0)
        if b"sleep" not in open(f"/proc/{number}/cmdline", "rb").read():
            reached.append(number)
    except (OSError, ValueError):
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
