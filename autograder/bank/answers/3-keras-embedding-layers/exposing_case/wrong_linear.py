# mistake: The rows grow evenly with the id, as a Dense layer's would.
# message: the rows grow evenly with the id
def exposing_case():
    return np.arange(3000.0)[:, None], np.array([[2049], [0], [7]])
