"""The report of a made class of 60: each of its numbers is computed once more, and the page shows no others."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from autograder.commands import report as command
from autograder.course.lessons import Lesson
from autograder.errors import ReportError
from autograder.report import page
from autograder.report.whole import Course, report
from autograder.settings import Settings
from autograder.tests import made_class
from autograder.tests.made_class import FIRST, PLAN, SECOND, STUDENTS
from autograder.tests.report.reading import Reader, shown_wrongly
from autograder.tests.report.recomputed import mistakes, numbers_in, recomputed, spread, under

pytestmark = pytest.mark.slow

TITLES = {FIRST: "A small lesson", SECOND: "More of it"}
SECTIONS = {student: "AB"[place % 2] for place, student in enumerate(STUDENTS[:40])}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The course with its class, graded."""
    return made_class.make(tmp_path_factory.mktemp("made") / "course")


def made(root, anonymous=False, sections=None):
    """Write the report; return (the path of the page, its figures)."""
    settings, run = Settings.load(root), root / "run.json"
    place = page.place(root, run, anonymous)
    course = Course(run, place, settings.coursedir, settings.lessons(), anonymous, sections or {})
    (path, figures) = page.write(course, as_json=True)
    return path, json.loads(figures.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def whole(root):
    """The path of the page with names, and its figures."""
    return made(root, sections=SECTIONS)


def test_who_is_counted(root, whole):
    """60 by the roster, one of whom has handed in nothing; held, missing, and what belongs nowhere."""
    _, told = whole
    assert told["students"] == 60 and told["submissions"] == 56 + 53 and not told["fault"]
    assert {each["lesson"]: (each["count"], each["n"]) for each in told["missing"]} == {
        TITLES[FIRST]: (4, 60),
        TITLES[SECOND]: (7, 60),
    }
    assert told["missing"][0]["students"][-2:] == ["Eve Adams (s58)", "ünal_ş"] and told["missing"][0]["count"] == len(
        told["missing"][0]["students"]
    )
    held = {each["student"]: each["reason"] for each in told["held"]}
    assert set(held) == {"s22", made_class.BROKEN} and "kernel died" in held["s22"] and "notebook" in held["s56"]
    (stray,) = told["strays"]
    assert stray["student"] == "s07" and "holiday.txt" in stray["reason"]


@pytest.mark.parametrize("place", [0, 1])
def test_every_number_of_a_lesson_is_computed_once_more(root, whole, place):
    """Otherwise, by NumPy and by who answered what; there is none that is not."""
    lesson = list(PLAN)[place]
    entries = json.loads((root / "run.json").read_text(encoding="utf-8"))
    told = dict(numbers_in(whole[1]["lessons"][place]))
    due = {f"/{key}": value for key, value in recomputed(entries, lesson).items()}
    checked = {key: value for key, value in told.items() if not re.match(r"/(mistakes|more|sections)", key)}
    assert checked.keys() == due.keys()
    assert checked == pytest.approx(due, abs=1e-6)


@pytest.mark.parametrize("place", [0, 1])
def test_every_mistake_is_counted_once_more(whole, place):
    """Named ones by the bank's words, others by what they do or what was said; the most frequent first."""
    found = whole[1]["lessons"][place]
    due = mistakes(list(PLAN)[place])
    told = {(each["exercise"], each["kind"], each["count"], each["n"]) for each in found["mistakes"]}
    assert told == {(name, *numbers) for (name, _), numbers in due.items()}
    assert len(found["mistakes"]) == len(due) and found["more"] == found["more_count"] == 0
    assert [each["count"] for each in found["mistakes"]] == sorted((each[1] for each in due.values()), reverse=True)
    assert all(each["share"] == pytest.approx(each["count"] / each["n"], abs=1e-6) for each in found["mistakes"])
    named = [each for each in found["mistakes"] if each["kind"] == "named"]
    assert [each["text"] for each in named] == [made_class.MISTAKE] * (1 - place)
    hidden = {(each["exercise"], each["text"]) for each in found["mistakes"] if each["hidden"]}
    assert hidden == {(("double", "scale")[place], "it returned 6 for 4, but 8 was due")}


def test_every_number_of_the_sections_and_the_rest(root, whole):
    """A section's marks, each student's line, and the run's size."""
    entries = json.loads((root / "run.json").read_text(encoding="utf-8"))
    for lesson, found in zip(PLAN, whole[1]["lessons"], strict=True):
        for section in found["sections"]:
            rows = [each for each in entries if each["lesson"] == lesson]
            rows = [each for each in rows if SECTIONS.get(each["student"]) == section["section"]]
            states = [each["mark"] if isinstance(each["mark"], str) else "marked" for each in rows]
            due = {"handed_in": len(rows) - states.count("missing")}
            due |= {"missing": states.count("missing"), "held": states.count("held")}
            due |= under("marks", spread([each["mark"] for each in rows if not isinstance(each["mark"], str)]))
            assert dict(numbers_in(section)) == pytest.approx(
                {f"/{key}": value for key, value in due.items()}, abs=1e-6
            )
        assert [each["section"] for each in found["sections"]] == ["A", "B"]
    assert [each["student"] for each in whole[1]["people"]] == ['50% & "co"', "o'neil", *STUDENTS[:56], "s58", "ünal_ş"]
    marks = {(each["student"], each["lesson"]): each for each in entries if each["lesson"]}
    for person in whole[1]["people"]:
        own = [marks[person["student"], lesson] for lesson in PLAN]
        numeric = [each for each in own if not isinstance(each["mark"], str)]
        assert person["n"] == len(numeric) and person["mark"] == pytest.approx(sum(each["mark"] for each in numeric))
        assert person["points"] == sum(each["points"] for each in numeric)
        for cell, each in zip(person["cells"], own, strict=True):
            assert (cell["mark"] if cell["state"] == "marked" else cell["state"]) == each["mark"]
            assert cell["points"] == each["points"]
        assert person["section"] == SECTIONS.get(person["student"], "")


def test_marks_by_hand_and_lateness_are_in_it(whole):
    """What the gradebook says counts."""
    found = {each["student"]: each for each in whole[1]["people"]}
    assert found["s21"]["cells"][0]["mark"] == 2.5  # 1 by hand, where it was held, and half of 3
    assert found["s05"]["cells"][0]["mark"] == 4.5
    assert found["s08"]["cells"][1]["mark"] == 12 - 4 - 1.5  # s08 fails the last exercise, and is late
    assert whole[1]["lessons"][1]["late"] == {"count": 3, "n": 53, "points": 4.5}


def test_the_summary_says_what_a_person_has_to_do_first(whole):
    """Held, then missing, then what stands out; each sentence with its n."""
    held, stray, missing, hardest, *rest = whole[1]["summary"]
    assert held == "2 of 109 submissions are held for you to mark."
    assert stray.startswith("1 of what was handed in") and missing.startswith("11 of 120 due are missing (4 in")
    lowest = min((each["mean_share"], each["label"]) for lesson in whole[1]["lessons"] for each in lesson["exercises"])
    assert hardest.startswith(f"{lowest[1]} of ") and f"{100 * lowest[0]:.0f} % of its points (n = " in hardest
    contrary = [
        each["label"]
        for lesson in whole[1]["lessons"]
        for each in lesson["exercises"]
        if each["discrimination"]["value"] < -2 / math.sqrt(each["discrimination"]["n"])
    ]
    assert contrary == ["Exercise 4 (Join)"] and any(
        each.startswith("Exercise 4 (Join) of More of it") for each in rest
    )
    assert any("The most frequent mistake, 19 of 53 in Exercise 2 (Scale)" in each for each in rest)
    assert rest[-1] == "2 of 109 submissions ran out of time in a test."


@pytest.mark.parametrize("anonymous", [False, True])
def test_every_number_on_the_page_is_in_the_figures(root, anonymous):
    """At the very place that it speaks of."""
    path, told = made(root, anonymous)
    assert [each for each in shown_wrongly(path, told) if "A1, A2" not in each[2]] == []


def test_a_number_that_is_not_in_the_figures_is_seen(whole, tmp_path):
    """The test above can fail."""
    path, told = whole
    source = path.read_text(encoding="utf-8")
    found = f"{told['lessons'][0]['marks']['mean']:.2f}".rstrip("0")
    changed = tmp_path / "changed.html"
    changed.write_text(source.replace(found, "2.34"), encoding="utf-8")
    assert found in source and {number for _, number, _ in shown_wrongly(changed, told)} == {"2.34"}


def test_the_page_stands_alone_and_its_links_lead_somewhere(root, whole):
    """Every student's every lesson has its page of feedback and its notebook; nothing is loaded or runs."""
    path, told = whole
    read = Reader(path.read_text(encoding="utf-8"))
    assert read.loads == [] and len(set(read.ids)) == len(read.ids)
    outside = {each for each in read.links if not each.startswith("#")}
    assert {each[1:] for each in read.links if each.startswith("#")} <= set(read.ids)
    files = {Path(path.parent, unquote(each)).resolve() for each in outside}
    assert all(each.is_file() for each in files)
    there = {
        (each["student"], each["lesson"]) for each in json.loads((root / "run.json").read_text()) if each["lesson"]
    }
    there -= {
        (each["student"], lesson) for each in told["people"] for lesson in PLAN if not in_feedback(root, each, lesson)
    }
    assert len(there) == 56 + 53 and len(files) == 2 * len(there)
    assert "../../feedback/50%25%20%26%20%22co%22/2-more/more.html" in outside


def in_feedback(root, person, lesson):
    """Tell whether there is a page of feedback."""
    return any((root / "feedback" / person["student"] / lesson).glob("*.html"))


def test_pictures_say_their_numbers(whole):
    """A title and a description each, of the very counts."""
    path, told = whole
    source = path.read_text(encoding="utf-8")
    assert source.count("<svg") == source.count("<desc") == source.count('role="img"') == 2 * len(PLAN)
    for lesson in told["lessons"]:
        bars = [each["count"] for each in lesson["histogram"]]
        said = [
            f"{10 * place} to {'' if place == 9 else 'under '}{10 * place + 10} %: {count}"
            for place, count in enumerate(bars)
        ]
        assert "; ".join(said) in source
        for each in lesson["exercises"]:
            ends = f"{each['full']} full marks, {each['part']} some points, {each['nothing']} no points"
            assert f"n = {each['n']}: {ends}, {each['not_begun']} not begun" in source


def names_in(text):
    """Return who is named in a text: ids, and names on the roster."""
    words = [*STUDENTS, "s58", *(word for pair in made_class.NAMES.values() for word in pair)]
    return {each for each in words if re.search(rf"(?<![^\W_]){re.escape(each)}(?![^\W_])", text, re.IGNORECASE)}


def test_examples_name_nobody(whole):
    """Nor does what stands beside a mistake, on the page with names, too; each has an example."""
    for lesson in whole[1]["lessons"]:
        assert all(each["example"].startswith("says = ") for each in lesson["mistakes"])
        assert names_in(json.dumps(lesson, ensure_ascii=False)) == set()


def test_without_names(root, whole):
    """No id, no name, no link to a folder, no reason that has one; the same figures, in another order."""
    path, told = made(root, anonymous=True)
    source = re.sub(r"<style>.*</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    both = source + path.with_suffix(".json").read_text(encoding="utf-8")
    assert names_in(both) == set() and "feedback/" not in both and "submitted" not in both
    assert path.name == "anonymous.html" and "Byron" in whole[0].read_text(encoding="utf-8")
    assert told["lessons"] == [each | {"sections": []} for each in whole[1]["lessons"]]
    assert [each["student"] for each in told["people"]] == [f"A{number}" for number in range(1, 61)]
    totals = [[each["mark"], each["points"], each["n"]] for each in told["people"]]
    named = [[each["mark"], each["points"], each["n"]] for each in whole[1]["people"]]
    assert sorted(totals) == sorted(named) and totals != named
    assert {each["reason"] for each in told["held"]} == {"kernel died", "it could not be read or run"}


def test_the_command_and_make_grade_write_it(root):
    """In one line that says where."""
    settings = Settings.load(root)
    line = command.after(settings, root / "run.json")
    assert line == f"Class report: {root / 'build' / 'report' / 'index.html'}"
    assert (
        page.place(root, root / "build" / "demo" / "run.json", False)
        == root / "build" / "demo" / "report" / "index.html"
    )
    assert command.after(settings, root / "none" / "run.json").startswith("Class report: cannot be made (ReportError: ")


def called(root, *arguments):
    """Run the command; return the finished process."""
    line = [sys.executable, "-m", "autograder", "report", *arguments]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)


def test_the_command(root, tmp_path):
    """It says where the page is, and the JSON; a run that is none, and an option, cost a line."""
    done = called(root, "--anonymous", "--json")
    place = root / "build" / "report"
    said = f"Class report: {place / 'anonymous.html'}, {place / 'anonymous.json'}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    (tmp_path / "nbgrader_config.py").write_text("", encoding="utf-8")
    (tmp_path / "run.json").write_text((root / "run.json").read_text(encoding="utf-8")[:-100], encoding="utf-8")
    done = called(tmp_path)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"ReportError: {tmp_path / 'run.json'}: half of a file")
    assert not (tmp_path / "build").exists()


def test_without_a_gradebook(root, tmp_path):
    """Names are not known, nor what was left as it was; the page says so, and has the rest."""
    settings = Settings.load(root)
    settings.coursedir.db_url = f"sqlite:///{tmp_path / 'none.db'}"
    told = report(Course(root / "run.json", tmp_path / "index.html", settings.coursedir, settings.lessons()))
    assert "no gradebook" in told["fault"] and told["lessons"][0]["exercises"][0]["not_begun"] == 0
    assert told["lessons"][0]["marks"]["n"] == 54 and "Neither names nor" in page.page(told)


def test_a_lesson_whose_source_is_gone(root, tmp_path):
    """Its exercises are those of the run."""
    settings = Settings.load(root)
    known = settings.lessons()
    known[FIRST][0].path.rename(tmp_path / "small.ipynb")
    try:
        others = known | {FIRST: [Lesson(FIRST, known[FIRST][0].path)]}
        told = report(Course(root / "run.json", tmp_path / "index.html", settings.coursedir, others))
    finally:
        (tmp_path / "small.ipynb").rename(known[FIRST][0].path)
    assert [each["name"] for each in told["lessons"][0]["exercises"]] == ["double", "halve"]
    assert told["lessons"][0]["marks"]["n"] == 54 and told["lessons"][0]["exercises"][0]["tested"] == 53
    with pytest.raises(ReportError):
        report(Course(tmp_path / "run.json", tmp_path / "index.html", settings.coursedir, known))
