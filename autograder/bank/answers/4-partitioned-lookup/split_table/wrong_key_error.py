# mistake: An unknown strategy ends in a KeyError; a ValueError was asked for.
# message: raise a ValueError yourself, before anything else can fail
def split_table(table, n_shards, strategy):
    return {'mod': [table[k::n_shards] for k in range(n_shards)], 'div': np.array_split(table, n_shards)}[strategy]
