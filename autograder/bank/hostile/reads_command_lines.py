# kind: leaks
# attack: reads which commands other processes were started with, and where they work
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
import os

reached = []
for number in filter(str.isdigit, os.listdir("/proc")):
    try:
        line = open(f"/proc/{number}/cmdline", "rb").read()
        if b"autograder\0grade" in line:  # the kernel's own line has the package's name, too
            reached.append(line)
        if os.path.exists(f"/proc/{number}/cwd/nbgrader_config.py"):
            reached.append(os.readlink(f"/proc/{number}/cwd"))
    except OSError:
        pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
