def exposing_case():
    return [17, 4, 17, 9], 6
