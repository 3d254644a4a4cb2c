def even_sum(numbers):
    return sum(filter(lambda number: not number % 2, numbers))
