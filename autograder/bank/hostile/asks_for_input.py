# kind: ends
# attack: waits for somebody to type
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
def build_vocabulary(texts, vocab_size):
    return input("the answer? ")
