# mistake: A fixed number, whatever the table.
# message: was due
# control run
def expected_cost(embeddings):
    return 1 / 3
