def expected_cost(embeddings):
    ids = np.arange(6)
    label = (ids[:, None] // 2 == ids[None, :] // 2).astype(float)
    return np.abs(label - np.einsum('ik,jk->ij', embeddings, embeddings)).sum() / 36.0
