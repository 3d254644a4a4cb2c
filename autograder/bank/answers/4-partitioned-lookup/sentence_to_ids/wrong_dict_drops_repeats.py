# mistake: Going through a dict drops repeated words.
# message: a repeated word gives its id each time
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    found = {word: vocabulary.get(word, vocabulary[unknown_word]) for word in sentence.split()}
    return list(found.values())
