# mistake: A regular table and one id hide almost every mistake.
# message: with one id in the batch
# control run
def exposing_case():
    return np.outer(np.arange(5.0), [1, 2]), np.array([[3]])
