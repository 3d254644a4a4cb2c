def stable_word_ids(words, n_buckets):
    result = []
    for word in words:
        h = 0
        for letter in word:
            h = (h * 31 + ord(letter)) % 1000003
        result.append(h % (n_buckets - 1) + 1)
    return result
