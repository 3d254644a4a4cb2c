"""`python -m autograder`, the command line."""

from autograder.app import AutograderApp

AutograderApp.launch_instance()
