# kind: fills
# attack: one cell in four ends the kernel from now on, whichever those are, in each kernel that comes after it
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, kernel died, failed, not run, timed out
# others: lost
import os
import zlib


def end(info):
    if zlib.crc32(info.raw_cell.encode()) % 4 == 0:
        os._exit(1)


get_ipython().events.register("pre_run_cell", end)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
