"""The tree of the log of marks."""

import hashlib
import random

from autograder.audit.tree import Tree

# Leaves and roots of the tests of Certificate Transparency's own log.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_of_known_leaves():
    """One by one; of none it is the hash of nothing."""
    tree, roots = Tree(), []
    assert tree.root == hashlib.sha256(b"").hexdigest()
    for leaf in LEAVES:
        tree.add(bytes.fromhex(leaf))
        roots.append(tree.root)
    assert roots == ROOTS and tree.size == 8


def plainly(leaves):
    """Return the root as RFC 6962 writes it down: of the largest power of two below, and of the rest."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    size = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + plainly(leaves[:size]) + plainly(leaves[size:])).digest()


def test_any_number_of_leaves():
    """As the definition has it."""
    draw = random.Random(17)
    for count in (1, 2, 3, 7, 8, 9, 31, 100):
        leaves = [draw.randbytes(draw.randrange(20)) for _ in range(count)]
        tree = Tree()
        for leaf in leaves:
            tree.add(leaf)
        assert tree.root == plainly(leaves).hex()
