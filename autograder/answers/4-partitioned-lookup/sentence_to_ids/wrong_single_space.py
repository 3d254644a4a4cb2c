# mistake: split(" ") cuts at single spaces only and makes empty words; split() takes any whitespace.
# message: was due
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, vocabulary[unknown_word]) for word in sentence.split(' ')]
