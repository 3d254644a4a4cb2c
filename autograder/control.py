"""Control runs: after a test has passed, it runs once more on a wrong answer of the bank, and must fail.

A test runs in the student's own kernel, where it can be made to pass whatever it is given. Such a test passes the wrong
answer, too. It is a tripwire, not a wall: who finds out which run is which is not caught by it.
"""

from functools import cache

from autograder import bank, fingerprints


@cache
def stocks(data=bank.DATA):
    """Return {(test cell's grade_id, its source's hash): the source of a wrong answer that it is known to refuse}."""
    found = {}
    for folder in fingerprints.folders(data):
        answers = {each.path.stem: each for each in bank.answers(data) if each.path.parent == folder}
        for test_id, entry in fingerprints.load(folder).items():
            # Refused after the fewest calls, so that the control run takes the least time.
            refused = sorted((trace["calls"], name) for name, trace in entry["traces"].items())
            names = [name for _, name in refused if name in answers and answers[name].is_control]
            if names:
                found[test_id, entry["test"]] = answers[names[0]].source
    return found


def stock(test_id, test, data=bank.DATA):
    """Return the source of a wrong answer for the control run of a test, "" where the bank has none.

    test_id: the test cell's grade_id; test: its source, since what the bank knows is of that very source.
    """
    return stocks(data).get((test_id, fingerprints.digest(test)), "")
