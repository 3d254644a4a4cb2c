"""Which words name a mistake, and which say merely that something differs: the rule for the messages of the bank."""

import re

WORD = re.compile(r"[^\W\d]\w*")
# Words that stand in the message of any check, whatever the mistake: with these alone nobody learns what is wrong.
GENERIC = frozenset(
    WORD.findall("""
    a an and are as at be been but by did do does for from had has have here in is it its of on only or so than that the
    then there they this to was were with
    no none not nan inf true false
    due expect expected wanted needed must should
    differ differs different difference first last second
    back came error exception fail failed fails gave give given gives got raise raised raises returned returns
    answer answers correct incorrect likely mistake output result results right value values wrong yet
    """)
)

# Made of such words alone, these name one all the same.
NAMING = frozenset({"an error is raised, not returned"})


def names_mistake(words: str) -> bool:
    """Tell whether words name a mistake: whether one of them is no number, no error's name and none that is GENERIC."""
    found = (word.casefold() for word in WORD.findall(words))
    return words.rstrip(".") in NAMING or any(word not in GENERIC and not word.endswith("error") for word in found)
