"""Tests of prepare/."""
