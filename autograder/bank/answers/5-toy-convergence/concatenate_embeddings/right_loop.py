def concatenate_embeddings(embeddings, ids):
    result = []
    for item in ids:
        line = []
        for i in item:
            line.extend(embeddings[i])
        result.append(line)
    return np.array(result)
