# kind: fills
# attack: raises an error whose text has 100 million letters, with colours in it
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out, kernel died
def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    raise ValueError("\x1b[31mExercise 1 " * 6_000_000)
