# kind: leaks
# attack: opens a socket of every family but the usual four: of virtual machines, of the kernel's own cryptography
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
import socket

usual = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}
reached = []
for family in set(range(1, 64)) - usual:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for protocol in (0, 1):
            for make in (socket.socket, socket.socketpair):
                try:
                    make(family, kind, protocol)
                    reached.append((family, kind))
                except OSError:
                    pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
