def concatenate_embeddings(embeddings, ids):
    rows = tf.gather(embeddings, ids)
    return tf.reshape(rows, [ids.shape[0], -1])
