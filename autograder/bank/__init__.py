"""The banks of a course, knowledge as data: answers, attacks, accidents; how they are graded, what they teach."""
