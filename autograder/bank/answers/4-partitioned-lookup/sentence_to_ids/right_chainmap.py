def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    from collections import ChainMap
    words = sentence.split()
    return [*map(ChainMap(vocabulary, dict.fromkeys(words, vocabulary[unknown_word])).__getitem__, words)]
