# mistake: The table never moves.
# message: the table never moves, or steps are taken on a copy that is not recorded
# control run
def train(embeddings, n_steps, seed, record_every=100):
    return np.repeat(embeddings[None], n_steps // record_every + 1, axis=0)
