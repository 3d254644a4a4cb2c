import random


def train(embeddings, n_steps, seed, record_every=100):
    draw = random.Random(seed)
    table = [[float(x) for x in row] for row in embeddings]
    history = [[row[:] for row in table]]
    for step in range(1, n_steps + 1):
        a, b = draw.randint(0, 5), draw.randint(0, 5)
        dot = sum(x * y for x, y in zip(table[a], table[b]))
        error = dot - (1 if a // 2 == b // 2 else 0)
        sign = (error > 0) - (error < 0)
        old_a, old_b = table[a][:], table[b][:]
        table[a] = [x - 0.01 * sign * y for x, y in zip(table[a], old_b)]
        table[b] = [x - 0.01 * sign * y for x, y in zip(table[b], old_a)]
        if step % record_every == 0:
            history.append([row[:] for row in table])
    return history
