# kind: fills
# attack: prints without end
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out, kernel died, failed
# others: lost
def build_vocabulary(texts, vocab_size):
    while True:
        print("x" * 100_000)
