"""The root of a Merkle tree over lines, as RFC 6962 (Certificate Transparency, section 2.1) has it.

A leaf's hash is that of a byte 0 and the line, a node's that of a byte 1 and the two below it, so that no node can be
taken for a leaf. Who knows a root knows that of the lines under it none was changed, added, moved or cut out.
"""

import hashlib
from functools import reduce

LEAF, NODE = b"\x00", b"\x01"


class Tree:
    """A tree that grows leaf by leaf; size: how many it has."""

    def __init__(self) -> None:
        """Begin without a leaf."""
        self.size = 0
        self.whole: list[tuple[int, bytes]] = []  # full subtrees, from the left: how many leaves, and its hash

    def add(self, line: bytes) -> None:
        """Add a leaf."""
        count, made = 1, hashlib.sha256(LEAF + line).digest()
        while self.whole and self.whole[-1][0] == count:
            made = node(self.whole.pop()[1], made)
            count *= 2
        self.whole.append((count, made))
        self.size += 1

    @property
    def root(self) -> str:
        """The root over all leaves, in hex; of none, the hash of nothing."""
        if not self.whole:
            return hashlib.sha256(b"").hexdigest()
        hashes = [made for _, made in reversed(self.whole)]
        return reduce(lambda right, left: node(left, right), hashes).hex()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands above two."""
    return hashlib.sha256(NODE + left + right).digest()
