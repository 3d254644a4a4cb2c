# mistake: Keras' one_hot uses Python's hash, which is salted anew in every process.
# message: salted anew in every process
def stable_word_ids(words, n_buckets):
    from tensorflow.keras.preprocessing.text import one_hot

    return [one_hot(w, n_buckets)[0] for w in words]
