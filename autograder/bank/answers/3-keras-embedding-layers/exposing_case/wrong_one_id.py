# mistake: With one id in the batch, mixing up the batch goes unseen.
# message: with one id in the batch
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049]])
