# mistake: the sum is printed, and nothing is returned
# message: 2 and 4 are even
def even_sum(numbers):
    print(sum(number for number in numbers if number % 2 == 0))
