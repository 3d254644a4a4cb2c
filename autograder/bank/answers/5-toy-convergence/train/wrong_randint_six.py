# mistake: random.randint includes its upper end: an item 6 is drawn.
# message: an id reaches past the table
import random


def train(embeddings, n_steps, seed, record_every=100):
    random.seed(seed)
    table = embeddings.copy()
    history = [table.copy()]
    for step in range(1, n_steps + 1):
        a, b = random.randint(0, 6), random.randint(0, 6)
        old_a, old_b = table[a].copy(), table[b].copy()
        g = np.sign(old_a @ old_b - (a // 2 == b // 2))
        table[a] -= 0.01 * g * old_b
        table[b] -= 0.01 * g * old_a
        if step % record_every == 0:
            history.append(table.copy())
    return np.array(history)
