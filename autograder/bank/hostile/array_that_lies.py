# kind: lies
# attack: a subclass of ndarray whose comparisons and conversions lie
# exercise: 2-one-hot-vs-gather/lookup_by_gather
# verdict: failed
import numpy as np


class Liar(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if ufunc in (np.equal, np.isclose, np.less_equal):
            return np.ones(self.shape, bool)
        return np.zeros(self.shape)

    def __array_function__(self, function, types, arguments, options):
        return True


def lookup_by_gather(ids, embedding_matrix):
    return np.zeros((*np.shape(ids), embedding_matrix.shape[1]), "float32").view(Liar)
