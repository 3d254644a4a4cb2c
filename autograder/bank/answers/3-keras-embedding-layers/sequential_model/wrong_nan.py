# mistake: Every number is NaN.
# message: every number is NaN
def sequential_model(layer):
    return keras.Sequential([keras.Input((1,)), layer, layers.Flatten(), layers.Rescaling(float("nan"))])
