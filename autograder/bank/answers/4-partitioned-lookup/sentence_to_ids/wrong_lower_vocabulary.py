# mistake: Sentence and vocabulary were lower-cased; case is kept here.
# message: keep the case of the words
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    lower = {word.lower(): number for word, number in vocabulary.items()}
    return [lower.get(word, vocabulary[unknown_word]) for word in sentence.lower().split()]
