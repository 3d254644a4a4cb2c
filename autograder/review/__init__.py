"""What a person decides: held cells, requests of students, and answers of the class that join the bank."""
