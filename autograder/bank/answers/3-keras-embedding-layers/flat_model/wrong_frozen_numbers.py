# mistake: The table was copied as plain numbers, which cannot be trained or shared.
# message: still the old rows
def flat_model(layer):
    x = keras.Input((1,))
    table = keras.ops.convert_to_tensor(layer.get_weights()[0])
    rows = keras.ops.take(table, keras.ops.cast(x, 'int32'), axis=0)
    return keras.Model(x, layers.Flatten()(rows))
