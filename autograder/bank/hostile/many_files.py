# kind: fills
# attack: makes files without end
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed, timed out
def build_vocabulary(texts, vocab_size):
    number = 0
    while True:
        number += 1
        open(f"file-{number}", "w").close()
