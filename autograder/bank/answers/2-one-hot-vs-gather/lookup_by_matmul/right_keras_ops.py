import keras


def lookup_by_matmul(weights, embedding_matrix):
    return keras.ops.matmul(weights, embedding_matrix)
