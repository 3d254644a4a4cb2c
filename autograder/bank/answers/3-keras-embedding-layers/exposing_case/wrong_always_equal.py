# mistake: An object that claims to equal anything is no result.
# message: not of other objects
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def exposing_case():
    return AlwaysEqual()
