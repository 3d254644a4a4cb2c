"""`python -m autograder`, the command line."""

from autograder.commands.app import AutograderApp

AutograderApp.launch_instance()
