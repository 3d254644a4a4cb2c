"""The record step: the gradebook and all that is written from it, in one process, after student code is gone."""
