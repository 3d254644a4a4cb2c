"""`python -m autograder`, the command line."""

from autograder.commands.main import AutograderApp

AutograderApp.launch_instance()
