# mistake: it is the shortest word
# message: seven has five letters
# control run
def longest(words):
    return min(words, key=count, default="none")
