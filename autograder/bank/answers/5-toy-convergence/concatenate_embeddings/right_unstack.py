def concatenate_embeddings(embeddings, ids):
    return tf.concat(tf.unstack(tf.gather(embeddings, ids), axis=1), axis=-1)
