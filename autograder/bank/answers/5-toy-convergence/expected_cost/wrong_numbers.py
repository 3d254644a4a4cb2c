# mistake: A fixed number, whatever the table.
# message: that is what a table of zeros costs
# control run
def expected_cost(embeddings):
    return 1 / 3
