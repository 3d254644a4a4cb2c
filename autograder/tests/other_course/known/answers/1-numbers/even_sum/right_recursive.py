def even_sum(numbers):
    if not numbers:
        return 0
    first, *rest = numbers
    return (first if first & 1 == 0 else 0) + even_sum(rest)
