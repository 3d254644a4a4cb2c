# mistake: No id occurs twice, so dropping repeats goes unseen.
# message: Alive: drops repeated ids
def exposing_case():
    return np.random.default_rng(0).normal(size=(6, 4)), np.array([5, 2, 0])
