# mistake: The rows were scaled to length 1 first.
# message: the rows were scaled to length 1
def expected_cost(embeddings):
    E = embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-9)
    return np.abs(LABELS - E @ E.T).mean()
