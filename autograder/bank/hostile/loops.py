# kind: ends
# attack: never ends
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out
def build_vocabulary(texts, vocab_size):
    while True:
        pass
