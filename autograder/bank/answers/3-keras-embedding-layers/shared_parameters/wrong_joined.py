# mistake: Rows and columns were joined as text.
# message: rows times its columns
def shared_parameters(vocab_size, embedding_dim):
    return int(f"{vocab_size}{embedding_dim}")
