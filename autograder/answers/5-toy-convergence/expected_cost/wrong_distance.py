# mistake: This uses distances between points, not dot products.
# message: was due
def expected_cost(embeddings):
    d = np.linalg.norm(embeddings[:, None] - embeddings[None], axis=2)
    return np.abs(LABELS - d).mean()
