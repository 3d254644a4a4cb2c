"""Tests of bank/."""
