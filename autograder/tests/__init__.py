"""The autograder's tests."""
