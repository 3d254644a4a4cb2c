"""Tests of course/."""
