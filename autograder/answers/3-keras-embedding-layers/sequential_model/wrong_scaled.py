# mistake: The rows were scaled on their way out.
# message: They differ first
# control run
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten(), layers.Rescaling(2.0)])
