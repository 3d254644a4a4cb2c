def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    from collections import defaultdict

    table = defaultdict(lambda: vocabulary[unknown_word], vocabulary)
    return [table[word] for word in sentence.split()]
