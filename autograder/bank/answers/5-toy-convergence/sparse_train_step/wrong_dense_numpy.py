# mistake: A NumPy gradient of the whole table was formed, though only two rows were written.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    row_a, row_b = embeddings[a].numpy(), embeddings[b].numpy()
    error = row_a @ row_b - (a // 2 == b // 2)
    slope = np.zeros(embeddings.shape, 'float32')
    slope[a] += np.sign(error) * row_b
    slope[b] += np.sign(error) * row_a
    for row in {a, b}:
        embeddings[row].assign(embeddings[row] - learning_rate * slope[row])
    return abs(error)
