"""Tests of execute/."""
