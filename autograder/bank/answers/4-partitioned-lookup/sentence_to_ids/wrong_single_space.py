# mistake: split(" ") cuts at single spaces only and makes empty words; split() takes any whitespace.
# message: split at any whitespace, tabs and line ends too, however much there is
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, vocabulary[unknown_word]) for word in sentence.split(' ')]
