# mistake: The mean of the dot products was returned, without the labels.
# message: that is the mean dot product
def expected_cost(embeddings):
    return np.mean(embeddings @ embeddings.T)
