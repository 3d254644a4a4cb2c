# mistake: Partners whose product is below 0 take the same step with label 0 and label 1.
# message: the product of two partners must lie between 0 and 1
def exposing_case():
    return np.array([[0.5, 0.2], [-0.5, 0.1], [0.4, 0.6], [0.3, 0.1], [0.2, 0.7], [0.1, 0.3]]), np.array([[0, 1], [2, 2], [3, 4]])
