# mistake: The model has a deep copy of the layer; it should use that very layer.
# message: still the old rows
import copy


def embedding_model(layer):
    source = keras.Input((1,), dtype="int32")
    return keras.Model(source, copy.deepcopy(layer)(source))
