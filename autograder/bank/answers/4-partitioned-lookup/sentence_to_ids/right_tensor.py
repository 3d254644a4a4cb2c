def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    ids = [vocabulary[word if word in vocabulary else unknown_word] for word in sentence.split()]
    return tf.constant(ids, dtype=tf.int64)
