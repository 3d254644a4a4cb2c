"""The log of marks: what each was given for, sealed so that a change afterwards is found."""
