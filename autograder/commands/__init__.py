"""The command line: each subcommand of `python -m autograder`, and nothing that another room could need."""
