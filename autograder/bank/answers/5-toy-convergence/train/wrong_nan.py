# mistake: Every number after the start is NaN.
# message: some numbers are NaN: 0 / 0, or an empty mean
def train(embeddings, n_steps, seed, record_every=100):
    history = np.full((n_steps // record_every + 1, *embeddings.shape), np.nan)
    history[0] = embeddings
    return history
