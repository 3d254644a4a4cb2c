# mistake: of an empty list nothing is returned
# message: the list may be empty
def even_sum(numbers):
    if numbers:
        return sum(number for number in numbers if number % 2 == 0)
