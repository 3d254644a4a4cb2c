# mistake: The model is made but not returned.
# message: a keras.Sequential was due
def sequential_model(layer):
    keras.Sequential([keras.Input((1,)), layer, layers.Flatten()])
