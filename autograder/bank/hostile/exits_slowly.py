# kind: fills
# attack: the process ends, but only after it has slept: at exit, and in a child
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: timed out, kernel died, failed
import atexit
import os
import sys
import time

atexit.register(time.sleep, 1000)
if os.fork() == 0:
    time.sleep(1000)
    os._exit(0)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    sys.exit(atexit._run_exitfuncs())
