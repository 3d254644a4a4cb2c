# mistake: The printed example is answered, nothing else.
# message: They differ first
# control run
def table_size(vocab_size, embedding_dim, dtype="float32"):
    return 40, 160
