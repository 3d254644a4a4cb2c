"""Judges an answer from a process apart: the test runs there, and the student's kernel is only asked for results."""
