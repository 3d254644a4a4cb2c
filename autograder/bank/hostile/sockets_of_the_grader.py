# kind: leaks
# attack: talks to the warm process, and to every other Unix socket it finds
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import glob
import os
import socket

names = [name for pattern in ("/tmp/**", "/run/**", "/var/run/**") for name in glob.glob(pattern, recursive=True)]
names += ["\0" + line.split("@")[1].strip() for line in open("/proc/net/unix") if "@" in line]
mine = os.path.dirname(get_ipython().kernel.config["IPKernelApp"]["connection_file"])
reached = []
for name in names:
    if name.startswith(mine):
        continue
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(name)
        reached.append(name)
    except OSError:
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
