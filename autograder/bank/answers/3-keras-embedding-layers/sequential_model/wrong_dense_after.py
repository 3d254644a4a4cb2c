# mistake: A Dense layer follows; the rows should come out as they are.
# message: rows should come out as they are
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten(), layers.Dense(layer.output_dim)])
