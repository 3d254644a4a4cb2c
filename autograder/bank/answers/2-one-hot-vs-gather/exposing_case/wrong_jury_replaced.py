# mistake: The broken bags were replaced.
# message: the right or the broken bags were changed
def exposing_case():
    for name in broken_bags:
        broken_bags[name] = lambda ids, vocab_size: None
    return np.array([0, 1, 2]), 3
