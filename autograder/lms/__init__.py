"""What goes between this course and a learning platform: the roster, downloads in, marks and feedback out."""
