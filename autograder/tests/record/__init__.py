"""Tests of record/."""
