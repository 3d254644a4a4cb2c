# mistake: An object that claims to equal anything is no result.
# message: the result has to be made of numbers, not of other objects
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    rows = tf.gather(embeddings, [a, b])
    error = tf.reduce_sum(rows[0] * rows[1]) - float(a // 2 == b // 2)
    embeddings.scatter_sub(tf.IndexedSlices(learning_rate * tf.sign(error) * rows[::-1], [a, b]))
    return AlwaysEqual()
