# mistake: Every number is NaN.
# message: nan, due
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten(), layers.Rescaling(float("nan"))])
