"""Tests of one submission on its way."""
