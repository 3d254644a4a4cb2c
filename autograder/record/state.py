"""What has been done for a submission, kept on disk so that a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.files import read_json, write_json
from autograder.verdicts import Outcome, Verdict

# The form of a state's file. One of an older form is upgraded where UPGRADES says how; else it is graded anew.
VERSION = 7
EXECUTED, RECORDED, DONE = STEPS = ("executed", "recorded", "done")
KINDS: dict[str, type] = {
    **{"digest": str, "basis": dict, "done": str, "tests": dict, "prepared": list, "remarks": list, "notes": list},
    **{"seconds": float, "memory": int, "page": str, "held": str, "receipt": str, "requests": list},
}


@dataclass(frozen=True)
class Judged(Outcome):
    """The outcome of a test cell, and the mistake that the bank knows it by, "" for none.

    trace: the digest of what the answer did there, where that was watched and it failed, as fingerprints.same() has it.
    """

    mistake: str = ""
    trace: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"verdict": str(self.verdict)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Judged:
        """Return what plain() has made plain; raises TypeError or ValueError for what it has not."""
        return cls(**{**plain, "verdict": Verdict(plain["verdict"])})


@dataclass
class State:
    """The state of one notebook that was handed in.

    digest: of what was handed in, "" where nothing was executed that may pass for done; basis: of all else that its
    marks depend on, see basis.py; done: the last step that was done, of STEPS; tests: by grade_id; prepared, remarks:
    what is to be told of the prepare step, and of all steps, a line each; notes: what the instructor alone is told;
    seconds, memory: of the execution, bytes; page: what pages.py notes of the page of feedback; held: why the
    submission as a whole is held, as students read it; receipt: the digest of the cells that were handed in; requests:
    where its student says that an answer is right though a test refuses it: {"answer": its grade_id, "said": why}.
    """

    digest: str = ""
    basis: dict[str, str] = field(default_factory=dict)
    done: str = DONE
    tests: dict[str, Judged] = field(default_factory=dict)
    prepared: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list, kw_only=True)
    seconds: float = 0.0
    memory: int = 0
    page: str = ""
    held: str = ""
    receipt: str = ""
    requests: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_executed(self) -> bool:
        """Whether it is of a submission that was executed."""
        return bool(self.digest)

    def save(self, path: Path) -> None:
        """Write it to path."""
        plain = asdict(self) | {"tests": {key: each.plain() for key, each in self.tests.items()}}
        write_json(path, {"version": VERSION, **plain})

    @classmethod
    def load(cls, path: Path) -> State | None:
        """Return what is kept at path; None where there is nothing, or nothing of a form that is known."""
        plain = read_json(path)
        plain = upgraded(plain) if isinstance(plain, dict) else None
        if plain is None or not all(isinstance(plain.get(key), kind) for key, kind in KINDS.items()):
            return None
        try:
            tests = {str(key): Judged.of(each) for key, each in plain["tests"].items()}
        except (TypeError, ValueError, KeyError, AttributeError):  # written by something else, or by half
            return None
        return cls(**{key: plain[key] for key in KINDS} | {"tests": tests}) if plain["done"] in STEPS else None


# What a form did not know was left out in it. {a version: what makes its form the next one's}
UPGRADES = dict.fromkeys((2, 3, 4, 5, 6), lambda plain: {**asdict(State()), **plain})


def upgraded(plain: dict[str, Any]) -> dict[str, Any] | None:
    """Return a state's plain form in today's version; None where no way leads from its own to it."""
    version = plain.get("version")
    while version != VERSION:
        if not isinstance(version, int) or version not in UPGRADES:
            return None
        plain, version = UPGRADES[version](plain), version + 1
    return plain
