# mistake: An object that claims to equal anything is no result.
# message: return two things: the ids, and vocab_size
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def exposing_case():
    return AlwaysEqual()
