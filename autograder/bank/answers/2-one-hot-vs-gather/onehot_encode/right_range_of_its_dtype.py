def onehot_encode(dim, label):
    label = tf.convert_to_tensor(label)
    if tf.reduce_any(label < 0) or tf.reduce_any(label >= dim):
        raise ValueError("no such label")
    places = tf.range(dim, dtype=label.dtype)
    return tf.cast(tf.equal(tf.expand_dims(label, -1), places), "float32")
