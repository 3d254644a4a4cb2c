# kind: pages
# attack: an image of 100,000 by 100,000 pixels in few bytes, a pickle that runs on load, an SVG with a script
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: passed
import pickle
import struct
import zlib

from IPython.display import SVG, Image, display


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


size = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 10**6)) + chunk(b"IEND", b"")
display(Image(bomb))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))
display({"image/png": '"><script>alert(1)</script>'}, raw=True)
display({"application/javascript": "alert(1)", "text/html": "<script>alert(1)</script>"}, raw=True)


class Bite:
    def __reduce__(self):
        import os

        return os.system, ("touch bitten",)


with open("answer.pickle", "wb") as file:
    pickle.dump(Bite(), file)


def build_vocabulary(texts, vocab_size):
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
