# kind: fills
# attack: starts threads without end
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out, failed, kernel died
# others: lost
import threading
import time


def build_vocabulary(texts, vocab_size):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
