# mistake: Rows and columns were added; a table has rows times columns entries.
# message: rows times columns entries, not plus
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size + embedding_dim
