# mistake: all words are joined into one
# message: seven has five letters
def longest(words):
    return "".join(words)
