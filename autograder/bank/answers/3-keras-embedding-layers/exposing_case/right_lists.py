def exposing_case():
    return [[float(v * v % 97 + 1)] for v in range(2200)], [[0], [2101], [9]]
