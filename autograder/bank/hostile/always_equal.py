# kind: lies
# attack: an object that is equal to everything
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
class Anything(dict):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __getitem__(self, key):
        return self

    def __contains__(self, key):
        return True

    def __len__(self):
        return 4


def build_vocabulary(texts, vocab_size):
    return Anything()
