# mistake: A Dense layer multiplies the ids as numbers; they are addresses of rows.
# message: Dense takes ids as amounts
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layers.Dense(layer.output_dim), layers.Flatten()])
