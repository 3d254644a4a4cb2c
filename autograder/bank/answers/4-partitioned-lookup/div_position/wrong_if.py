# mistake: An `if` looks at one number; ids are many.
# message: `if` looks at one number
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    border = extra * (short + 1)
    if ids < border:
        return ids // (short + 1), ids % (short + 1)
    return extra + (ids - border) // short, (ids - border) % short
