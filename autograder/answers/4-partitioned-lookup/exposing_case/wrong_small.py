# mistake: These few small ids hide every mistake.
# message: exposes 0 of 6
# control run
def exposing_case():
    return np.array([0, 1, 2]), 4
