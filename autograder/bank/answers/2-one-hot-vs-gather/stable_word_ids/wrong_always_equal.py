# mistake: An object that claims to equal anything is no result.
# message: has to be made of numbers
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def stable_word_ids(words, n_buckets):
    return AlwaysEqual()
