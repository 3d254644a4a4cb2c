# mistake: the odd numbers are added, not the even ones
# message: 2 and 4 are even
# control run
def even_sum(numbers):
    return sum(number for number in numbers if number % 2)
