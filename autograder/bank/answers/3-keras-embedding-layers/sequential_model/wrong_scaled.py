# mistake: The rows were scaled on their way out.
# message: rows should come out as they are
# control run
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten(), layers.Rescaling(2.0)])
