"""Tests of doors/."""
