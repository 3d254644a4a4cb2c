"""What JupyterLab needs of the autograder to open and validate lessons; the rest stays with the instructor."""
