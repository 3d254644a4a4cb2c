def exposing_case():
    return keras.random.uniform((6000, 1), 1, 2, seed=4), keras.ops.convert_to_tensor([[5003], [0]])
