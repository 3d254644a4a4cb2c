"""Attacks on whatever parses the text of a cell: Python's parser, IPython's transformer, Markdown."""

from random import Random

from autograder.bank.generators import Generators, answer

GENERATORS = Generators()
EXERCISE = "4-partitioned-lookup/sentence_to_ids"
WRONG = "\n\ndef sentence_to_ids(sentence, word_to_id, unknown_word='unk'):\n    return []\n"
# What is repeated, and what stands before and after it: nested, or in a row.
NESTED = {
    "minus signs": ("x = ", "-", "1", ""),
    "inversions": ("x = ", "~", "1", ""),
    "nots": ("x = ", "not ", "1", ""),
    "parentheses": ("x = ", "(", "1", ")"),
    "lists": ("x = ", "[", "", "]"),
    "sets": ("x = ", "{", "1", "}"),
    "lambdas": ("x = ", "lambda: ", "1", ""),
    "calls": ("x = str", "(str", "", ")"),
    "indices": ("x = x", "[x", "", "]"),
    "conditions": ("x = ", "1 if ", "1", " else 1"),
    "awaits": ("", "await ", "x", ""),
    "stars": ("x = f(", "*", "x", ")"),
    "sums": ("x = 1", " + 1", "", ""),
    "powers": ("x = 1", " ** 1", "", ""),
    "comparisons": ("x = 1", " < 1", "", ""),
    "attributes": ("x = x", ".x", "", ""),
    "texts": ("x = ", '"a" ', '"a"', ""),
    "assignments": ("", "x = ", "1", ""),
    "backslashes": ("x = \\\n", "\\\n", "1", ""),
}
LINES = [
    "!true",
    "%time 1",
    "?print",
    "print?",
    "x = !true",
    "x = %who_ls",
    "%%time",
    ">>> 1",
    "%cd .",
    "    %time 1",
    "'''",
]
LINES += [
    "if x:",
    "@x",
    "#",
    "x = (",
    "\\",
    "async def f():",
    "try:",
    "class x: pass",
    "\t",
    "\x0c",
    "x: int",
    "match x:",
]


@GENERATORS.known("nested")
def nested(rng: Random) -> str:
    """Return an attack whose source repeats something that parsers go down into, hundreds or thousands of times."""
    what, times = rng.choice(sorted(NESTED)), rng.choice([90, 200, 1000, 3000, 20_000])
    before, each, middle, after = NESTED[what]
    source = f"{before}{each * times}{middle}{after * times}\n{WRONG}"
    verdict = "failed, kernel died, timed out"
    return answer("spoils", f"{times} {what}", EXERCISE, verdict, source, "others: lost")


@GENERATORS.known("lines")
def lines(rng: Random) -> str:
    """Return an attack whose source has hundreds of lines that IPython rewrites, or is at a loss with."""
    what, times = rng.sample(LINES, rng.randint(1, 3)), rng.choice([50, 300, 600])
    source = "\n".join(rng.choice(what) for _ in range(times)) + "\n" + WRONG
    verdict = "failed, kernel died, timed out"
    return answer("spoils", f"{times} lines of {what}", EXERCISE, verdict, source, "others: lost")
