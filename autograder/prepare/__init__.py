"""The prepare step: what a student handed in becomes a notebook on the lesson's own skeleton."""
