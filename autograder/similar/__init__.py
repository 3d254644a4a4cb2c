"""Answers that are alike beyond what the exercise makes alike: for a person to read, never a verdict."""
