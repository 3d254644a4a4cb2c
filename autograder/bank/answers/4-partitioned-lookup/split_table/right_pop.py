def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    rows = list(table)
    shards = [[] for _ in range(n_shards)]
    for number, row in enumerate(rows):
        short, extra = divmod(len(rows), n_shards)
        late = number - extra * (short + 1)
        div = number // (short + 1) if late < 0 else extra + late // short
        shards[number % n_shards if strategy == "mod" else div].append(row)
    return [np.stack(shard) for shard in shards]
