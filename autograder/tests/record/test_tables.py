"""grades.csv and run.json: what a run keeps of an earlier one, and what it does not read."""

import csv

from autograder.record import tables
from autograder.record.graded import Graded, Points


def entries(count):
    """Return Graded of that many."""
    return [Graded(f"s{number}", "1", {"one": Points(1, 1)}) for number in range(count)]


def test_the_reports_forget_nothing_and_read_no_strange_file(tmp_path):
    """An old grades.csv of any form ends nothing; what a part of the class keeps comes from run.json."""
    path = tmp_path / "run.json"
    tables.write_run([tables.entry(each) for each in entries(3)], path)
    assert [each["student"] for each in tables.kept(path, entries(1))] == ["s1", "s2"]
    for content in (
        "",
        "{}",
        "[1]",
        '[{"student": "a", "lesson": "b"}]',
        "[" * 100_000,
        '[{"student": "a", "mark": "?"}]',
    ):
        path.write_text(content, encoding="utf-8")
        assert tables.kept(path, entries(1)) is None
    old = tmp_path / "grades.csv"
    assert not tables.is_foreign(old)
    old.write_text("assignment,score\n" + "x" * 200_000, encoding="utf-8")
    assert tables.is_foreign(old)
    strange = Graded("s\udce9", "=1", problem="-" + "x" * 200_000)
    tables.write_csv([tables.entry(strange)], old)
    assert not tables.is_foreign(old)
    with old.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student"], row["lesson"], row["mark"]) == ("s\\xe9", "'=1", "held") and row["problem"].startswith(
        "'-x"
    )


def test_what_the_gradebook_knows_better():
    """A mark that a run had entered as it was stopped is told; of all others the run's own entry stays."""
    ada, bob, kim = (Graded(name, "1-small", {"double": Points(5, 5)}) for name in ("ada", "bob", "kim"))
    lee = Graded("lee", "1-small", missing=True)
    told = [tables.entry(ada) | {"remark": "as it was"}, tables.entry(bob), tables.entry(lee)]
    bob.marks["double"] = Points(3, 5)
    found = tables.corrected(told, [tables.entry(each) for each in (ada, bob, kim)])
    assert {each["student"]: each["mark"] for each in found} == {"ada": 5, "bob": 3, "kim": 5, "lee": "missing"}
    assert len(found) == 4 and found[0]["remark"] == "as it was"
