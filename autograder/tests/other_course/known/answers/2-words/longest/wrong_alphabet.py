# mistake: it is the first word in the alphabet
# message: seven has five letters
# control run
def longest(words):
    return min(words, default="none")
