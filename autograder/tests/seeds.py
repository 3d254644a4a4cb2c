"""Random choices of a test that fails can be made again."""

import os
import random
import time
from contextlib import contextmanager


@contextmanager
def seeded(variable):
    """Give a random.Random; its seed is in an environment variable, or else a new one.

    Whatever comes out of the block says the seed, so that the same choices can be made again.
    """
    seed = int(os.environ.get(variable) or time.time_ns())
    try:
        yield random.Random(seed)
    except BaseException as error:
        error.add_note(f"{variable}={seed} makes the same random choices again.")
        raise
