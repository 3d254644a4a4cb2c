# mistake: The table was turned into whole numbers.
# message: the table was turned into whole numbers
def expected_cost(embeddings):
    table = embeddings.astype(int)
    return np.abs(LABELS - table @ table.T).mean()
