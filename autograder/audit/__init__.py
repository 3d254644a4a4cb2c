"""The log of marks: a line for what each was given for, sealed, and what was changed since."""
