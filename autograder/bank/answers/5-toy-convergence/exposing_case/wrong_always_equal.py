# mistake: An object that claims to equal anything is no result.
# message: return two things, the table and the pairs
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def exposing_case():
    return AlwaysEqual()
