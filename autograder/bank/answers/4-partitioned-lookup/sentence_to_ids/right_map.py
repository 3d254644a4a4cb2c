def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return list(map(lambda word: vocabulary.get(word, vocabulary[unknown_word]), sentence.split()))
