# mistake: An object that claims to equal anything is no result.
# message: has to be made of numbers
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def lookup_by_matmul(weights, embedding_matrix):
    return AlwaysEqual()
