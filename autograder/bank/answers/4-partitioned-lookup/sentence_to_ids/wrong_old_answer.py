# mistake: Going through a dict drops repeated words, and unknown ones were skipped.
# message: repeated words give their id each time, and unknown ones were skipped
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    found = {word: vocabulary[word] for word in sentence.split() if word in vocabulary}
    return list(found.values())
