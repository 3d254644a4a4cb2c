# mistake: The broken addresses were replaced.
# message: the right or the broken addresses were changed
def exposing_case():
    for name in broken_addresses:
        broken_addresses[name] = lambda ids, n_shards: None
    return np.array([0, 1, 2]), 4
