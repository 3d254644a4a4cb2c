even_sum = lambda numbers: sum(number * (1 - number % 2) for number in numbers)
