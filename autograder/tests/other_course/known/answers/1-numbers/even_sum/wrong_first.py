# mistake: the loop ends with the first even number
# message: 2 and 4 are even
def even_sum(numbers):
    for number in numbers:
        if number % 2 == 0:
            return number
    return 0
