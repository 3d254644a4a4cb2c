# kind: leaks
# attack: writes into the lesson's data
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import pathlib

reached = []
for path in pathlib.Path("data").rglob("*"):
    try:
        if path.is_file():
            with path.open("a") as file:
                file.write(" ")
            reached.append(path)
    except OSError:
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
