# mistake: A single label has no length.
# message: label may be a plain int
def onehot_encode(dim, label):
    vectors = np.zeros((len(label), dim), "float32")
    for row, place in enumerate(label):
        if not 0 <= place < dim:
            raise ValueError(place)
        vectors[row, place] = 1
    return vectors
