# mistake: nothing is done about an empty list
# message: empty
def longest(words):
    return max(words, key=count)
