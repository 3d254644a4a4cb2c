# kind: leaks
# attack: knocks at every port of this machine
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import os
import socket

inodes, own = set(), set()
for descriptor in os.listdir("/proc/self/fd"):
    try:
        inodes.add(os.readlink(f"/proc/self/fd/{descriptor}").removeprefix("socket:[").rstrip("]"))
    except OSError:
        pass
for line in open("/proc/self/net/tcp").read().splitlines()[1:]:
    parts = line.split()
    if parts[9] in inodes:
        own.add(int(parts[1].split(":")[1], 16))
reached = []
for port in set(range(1, 65536)) - own:
    with socket.socket() as end:
        if end.connect_ex(("127.0.0.1", port)) == 0 and end.getpeername() != end.getsockname():
            reached.append(port)
print(reached)


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
