# kind: lies
# attack: an object whose class and metaclass tell isinstance that it is a dict
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: refused
import sys


class Meta(type):
    def __instancecheck__(cls, each):
        return True

    def __subclasscheck__(cls, each):
        return True


class Liar(metaclass=Meta):
    @property
    def __class__(self):
        return dict

    def __len__(self):
        return len(sys._getframe(1).f_locals["expected"])

    def __contains__(self, key):
        self.key = key
        return True

    def __getitem__(self, key):
        return sys._getframe(1).f_locals["part"]


def build_vocabulary(texts, vocab_size):
    return Liar()
