# mistake: A variable takes no list of ids in brackets.
# message: [a, b] and [[a, b]] pick one number, not two rows
def pair_cost(embeddings, a, b):
    rows = embeddings[[a, b]]
    return tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
