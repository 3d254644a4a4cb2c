# mistake: "unk" was looked up whatever unknown_word says.
# message: use the argument unknown_word, not the word "unk"
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, vocabulary.get('unk')) for word in sentence.split()]
