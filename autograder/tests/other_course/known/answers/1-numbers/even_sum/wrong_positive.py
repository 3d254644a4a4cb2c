# mistake: even numbers below zero are left out
# message: -2 is even, too
def even_sum(numbers):
    return sum(number for number in numbers if number > 0 and number % 2 == 0)
