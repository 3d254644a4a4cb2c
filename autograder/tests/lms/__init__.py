"""Tests of lms/."""
