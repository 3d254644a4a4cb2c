# mistake: Ids this small are exact even as float16.
# message: exact even in float16
def exposing_case():
    return np.random.default_rng(0).normal(size=(20, 1)), np.array([[19], [0], [7]])
