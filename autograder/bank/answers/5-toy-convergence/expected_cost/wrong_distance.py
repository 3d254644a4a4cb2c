# mistake: This uses distances between points, not dot products.
# message: that takes distances: take dot products
def expected_cost(embeddings):
    d = np.linalg.norm(embeddings[:, None] - embeddings[None], axis=2)
    return np.abs(LABELS - d).mean()
