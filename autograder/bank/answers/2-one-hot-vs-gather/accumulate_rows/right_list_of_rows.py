def accumulate_rows(row_ids, row_gradients, vocab_size):
    rows = []
    for v in range(vocab_size):
        total = [0.0] * row_gradients.shape[1]
        for i, g in zip(row_ids, row_gradients):
            if i == v:
                total = [t + float(x) for t, x in zip(total, g)]
        rows.append(total)
    return rows
