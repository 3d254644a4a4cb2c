# mistake: characters are counted, not letters
# message: seven has five letters
# control run
def longest(words):
    return max(words, key=len, default="")
