# mistake: An even id beyond 2048 is exact in float16, too.
# message: exact even in float16
def exposing_case():
    return np.random.default_rng(0).normal(size=(3000, 1)), np.array([[2050], [0], [7]])
