# mistake: With one id in the batch, mixing up the batch goes unseen.
# message: Alive: flattens the batch too; looks up the first id
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2049]])
