# mistake: it is the place in the list that is even, not the number
# message: 2 and 4 are even
def even_sum(numbers):
    return sum(numbers[::2])
