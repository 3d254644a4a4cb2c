# mistake: all numbers are added, odd ones as well
# message: 1 and 5 are odd
# control run
def even_sum(numbers):
    return sum(numbers)
