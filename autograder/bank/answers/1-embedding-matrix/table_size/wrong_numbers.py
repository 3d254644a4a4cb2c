# mistake: The printed example is answered, nothing else.
# message: that is the answer to table_size(10, 4): work it out from the arguments
# control run
def table_size(vocab_size, embedding_dim, dtype="float32"):
    return 40, 160
