# mistake: The table never moves.
# message: moved rows
# control run
def train(embeddings, n_steps, seed, record_every=100):
    return np.repeat(embeddings[None], n_steps // record_every + 1, axis=0)
