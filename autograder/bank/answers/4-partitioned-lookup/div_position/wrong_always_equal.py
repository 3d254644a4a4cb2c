# mistake: An object that claims to equal anything is no result.
# message: the result has to be made of numbers, not of other objects
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def div_position(ids, vocab_size, n_shards):
    return AlwaysEqual()
