"""What is configured of the comparison of answers, as c.Similarity in nbgrader_config.py."""

from traitlets import Bool, Float, Integer
from traitlets.config import Configurable


class Similarity(Configurable):
    """How answers are compared; that is off until a person turns it on."""

    enabled = Bool(False, help="Whether `make similar` may compare answers at all.").tag(config=True)
    noise = Integer(8, min=2, help="What is alike in fewer tokens than this is never seen.").tag(config=True)
    guarantee = Integer(12, min=2, help="What is alike in so many tokens is always seen.").tag(config=True)
    shared = Integer(4, min=1, help="Prints that two answers share at least where they are shown.").tag(config=True)
    alike = Float(0.5, min=0, max=1, help="Share of the shorter one's prints that is shared at least.").tag(config=True)
    rare = Float(0.01, min=0, max=1, help="Share of all pairs of an exercise that may be as alike.").tag(config=True)
    shown = Integer(20, min=1, help="Pairs of a lesson that are shown at most.").tag(config=True)
