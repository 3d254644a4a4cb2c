# mistake: of words of one length the last is returned
# message: hello comes before green
def longest(words):
    found = ""
    for word in words:
        if count(word) >= count(found):
            found = word
    return found
