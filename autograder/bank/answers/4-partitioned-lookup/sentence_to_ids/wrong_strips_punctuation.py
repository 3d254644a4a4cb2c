# mistake: Punctuation was taken off the words.
# message: punctuation stays part of a word
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word.strip('.,!?'), vocabulary[unknown_word]) for word in sentence.split()]
