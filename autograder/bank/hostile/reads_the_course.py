# kind: leaks
# attack: looks for solutions, hidden tests, the gradebook and other submissions everywhere
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import os

WANTED = {"gradebook.db", "solutions", "submitted", "autograded", "feedback", "nbgrader_config.py", "grades.csv"}
reached = []
for folder, folders, files in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/usr")):
        folders.clear()
        continue
    reached += [os.path.join(folder, name) for name in [*folders, *files] if name in WANTED or name.endswith(".ipynb")]
reached = [each for each in reached if "site-packages" not in each and "/share/jupyter/" not in each]
print(reached)


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
