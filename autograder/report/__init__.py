"""The class report: what grading has stored, counted; one page for the instructor, and the same figures as JSON."""
