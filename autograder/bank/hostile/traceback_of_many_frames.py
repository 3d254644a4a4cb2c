# kind: fills
# attack: ends in an error with a chain of 3,000 causes
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out, kernel died
def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    error = ValueError("x")
    for number in range(3000):
        cause, error = error, ValueError(str(number) * 50)
        error.__cause__ = cause
    raise error
