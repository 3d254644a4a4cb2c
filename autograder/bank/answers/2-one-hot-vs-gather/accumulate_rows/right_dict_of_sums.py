from collections import defaultdict


def accumulate_rows(row_ids, row_gradients, vocab_size):
    sums = defaultdict(lambda: [0.0] * row_gradients.shape[1])
    for row_id, gradient in zip(row_ids.tolist(), row_gradients.tolist()):
        sums[row_id] = [a + b for a, b in zip(sums[row_id], gradient)]
    return [sums[row] for row in range(vocab_size)]
