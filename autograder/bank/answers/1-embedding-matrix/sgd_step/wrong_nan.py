# mistake: Every number became NaN.
# message: every number is NaN
def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    embedding_matrix.assign(embedding_matrix * float('nan'))
