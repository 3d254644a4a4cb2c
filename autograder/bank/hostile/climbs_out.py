# kind: leaks
# attack: opens files beside and above the notebook by relative paths
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import glob
from pathlib import Path

reached = []
for up in range(8):
    for name in ("gradebook.db", "solutions", "lessons", "submitted", "autograder", "nbgrader_config.py", ".git"):
        path = Path("../" * up + name)
        try:
            if path.exists():
                reached.append(str(path))
        except OSError:
            pass
reached += glob.glob("../../*/*.ipynb") + glob.glob("../*/*/*.ipynb")


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
