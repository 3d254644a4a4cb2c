# kind: fills
# attack: raises an error whose name has 60 million letters
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, kernel died, timed out
def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    raise type("E" * 60_000_000, (Exception,), {})("x" * 60_000_000)
