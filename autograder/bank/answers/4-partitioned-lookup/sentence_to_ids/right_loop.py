def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    ids = []
    for word in sentence.split():
        if word in vocabulary:
            ids.append(vocabulary[word])
        else:
            ids.append(vocabulary[unknown_word])
    return ids
