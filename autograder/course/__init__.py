"""A course: its lessons, what is made of their sources, and the small class of the demo."""
