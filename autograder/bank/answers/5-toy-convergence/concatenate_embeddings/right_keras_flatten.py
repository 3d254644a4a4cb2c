def concatenate_embeddings(embeddings, ids):
    return tf.keras.layers.Flatten()(tf.nn.embedding_lookup(embeddings, ids))
