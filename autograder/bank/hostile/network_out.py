# kind: leaks
# attack: connects to addresses outside, by TCP, UDP and IPv6
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import socket

reached = []
for family, address in (
    (socket.AF_INET, "1.1.1.1"),
    (socket.AF_INET, "10.0.0.1"),
    (socket.AF_INET6, "2606:4700::1111"),
):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as end:
                end.settimeout(1)
                end.connect((address, 53))
                end.send(b"hello")
            reached.append((address, kind))
        except OSError:
            pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
