def stable_word_ids(words, n_buckets):
    from tensorflow.keras.preprocessing.text import hashing_trick

    return [hashing_trick(w, n_buckets, hash_function='md5', filters='')[0] for w in words]
