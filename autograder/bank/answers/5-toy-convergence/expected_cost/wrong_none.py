# mistake: The function returns nothing.
# message: is there a `return`
def expected_cost(embeddings):
    np.abs(LABELS - embeddings @ embeddings.T).mean()
