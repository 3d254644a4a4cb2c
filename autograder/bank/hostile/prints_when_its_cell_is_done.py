# kind: fills
# attack: a thread prints on, as long as there is a kernel, below cells of others
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
# others: lost
import threading
import time


def prints():
    while True:
        print("x" * 1000)
        time.sleep(0.001)


threading.Thread(target=prints, daemon=True).start()


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
