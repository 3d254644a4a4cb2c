import random


def train(embeddings, n_steps, seed, record_every=100):
    draw = random.Random(seed)
    table = [list(map(float, row)) for row in embeddings]
    history = [[row[:] for row in table]]
    for step in range(1, n_steps + 1):
        a, b = draw.randrange(6), draw.randrange(6)
        row_a, row_b = table[a][:], table[b][:]
        error = sum(x * y for x, y in zip(row_a, row_b)) - (a // 2 == b // 2)
        move = 0.01 * ((error > 0) - (error < 0))
        for k in range(len(row_a)):
            table[a][k] -= move * row_b[k]
            table[b][k] -= move * row_a[k]
        if step % record_every == 0:
            history.append([row[:] for row in table])
    return history
