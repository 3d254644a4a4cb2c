def exposing_case():
    return [1, 1, 0, 3, 3, 0, 3], 9
