# mistake: the even numbers are counted, not added
# message: 2 and 4 are even
# control run
def even_sum(numbers):
    return len([number for number in numbers if number % 2 == 0])
