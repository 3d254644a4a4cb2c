def longest(words):
    found = ""
    for word in words:
        if count(word) > count(found):
            found = word
    return found
