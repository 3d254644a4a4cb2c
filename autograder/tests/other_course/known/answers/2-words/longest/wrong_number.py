# mistake: the number of letters is returned, not the word
# message: seven has five letters
# control run
def longest(words):
    return max(map(count, words), default=0)
