# mistake: The right shape, but the table walks at random instead of learning.
# message: a step moves the two rows drawn, and no more
# control run
def train(embeddings, n_steps, seed, record_every=100):
    rng = np.random.default_rng(seed)
    moves = 0.01 * rng.normal(size=(n_steps // record_every, *embeddings.shape))
    return np.concatenate([[embeddings], embeddings + np.cumsum(moves, axis=0)])
