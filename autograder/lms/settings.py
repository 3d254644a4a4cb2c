"""What nbgrader_config.py says of the learning platform."""

from traitlets import Dict, Unicode
from traitlets.config import Configurable


class Platform(Configurable):
    """The course's learning platform, as c.Platform in nbgrader_config.py; how Canvas is asked says c.Canvas."""

    lms = Unicode("", help="Which it is: moodle, canvas or brightspace; LMS=... says another.").tag(config=True)
    names = Dict(
        Unicode(), help="{lesson, or LESSON/EXERCISE: its name there}, where it is neither its own nor its title."
    ).tag(config=True)
