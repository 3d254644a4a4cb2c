# mistake: Going through a set drops repeated words and their order.
# message: a repeated word gives its id each time
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, vocabulary[unknown_word]) for word in set(sentence.split())]
