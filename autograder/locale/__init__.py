"""Translations of what students read, and how one is read."""
