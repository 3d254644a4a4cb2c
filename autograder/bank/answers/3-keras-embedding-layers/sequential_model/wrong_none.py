# mistake: The model is made but not returned.
# message: is there a `return`
def sequential_model(layer):
    keras.Sequential([keras.Input((1,)), layer, layers.Flatten()])
