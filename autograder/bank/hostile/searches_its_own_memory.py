# kind: leaks
# attack: looks for the grader's environment in the memory that a forked kernel inherits
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
reached, wanted = False, b"CANARY" + b"-ENVIRON"
for line in open("/proc/self/maps"):
    span, flags, *rest = line.split()
    if "rw" in flags and (not rest[3:] or rest[3] in ("[heap]", "[stack]")):
        first, last = (int(each, 16) for each in span.split("-"))
        try:
            with open("/proc/self/mem", "rb") as memory:
                memory.seek(first)
                text = memory.read(last - first)
                at = text.find(wanted)
                while at >= 0:
                    reached = reached or text[at : at + 20].endswith(b"-SECRET")
                    at = text.find(wanted, at + 1)
        except (OSError, OverflowError, MemoryError):
            pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
