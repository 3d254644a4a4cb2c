"""The autograder of the course on embeddings: makes lessons, grades submissions, tells what it did."""
