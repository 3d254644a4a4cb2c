"""The hostile bank, graded in one class with honest submissions: what comes of each, and that nothing else changes."""

import csv
import re

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.bank import attack, random_attacks
from autograder.course import lessons as course
from autograder.course import skeleton
from autograder.course.convert import load_config
from autograder.tests import ROOT
from autograder.tests.hostile_class import (
    CANARIES,
    CASES,
    KNOWN,
    KNOWN_ONES,
    PLAIN,
    RANDOM,
    SAMPLE,
    WORKERS,
    graded_class,
)
from autograder.tests.sample import params
from autograder.verdicts import Verdict

OPEN = attack.still_open(KNOWN.hostile)
# MB that the grader's own process may grow by, whatever is handed in.
MEMORY = 300


def marks(case):
    """Return the marks of a case: of one that reaches what it is after today that this is known."""
    known = OPEN.get(random_attacks.generator_of(case))
    return [pytest.mark.xfail(strict=True, reason=known)] if known else []


def name(case):
    """Return the name of a case."""
    return case.name


# What is said where a step has failed that no submission may make fail.
FAULTS = ("could not be prepared", "could not be executed", "not recorded", Verdict.GRADER)
ANSWERS = [case for case in CASES if case.is_answer]
FILES = [case for case in CASES if not case.is_answer]


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """Both parts of the class, graded; in it are the cases whose tests run: `-k NAME` grades one among the honest."""
    here = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    cases = {case.name: case for item in here if (case := item.callspec.params.get("case"))}
    return graded_class(tmp_path_factory.mktemp("hostile"), [*cases.values()] or SAMPLE)


def of(graded, case):
    """Return the entries of each student who has handed in a case."""
    return next(part for part in graded if case.name in part.students).of(case.name)


def ids_of(case):
    """Return the grade_ids of the tests of the exercise that is attacked."""
    (exercise,) = (each for each in course.lesson(case.lesson).exercises if each.name == case.exercise)
    return [test.metadata.nbgrader.grade_id for test in exercise.tests]


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("case", params(ANSWERS, SAMPLE, ids=name, marks=marks))
def test_attacks(graded, case):
    """Each gets one of the verdicts that its file says are due."""
    for (entry,) in of(graded, case):
        found = {name: (entry["tests"][name]["verdict"], entry["tests"][name]["reason"]) for name in ids_of(case)}
        verdicts = {Verdict(verdict) for verdict, _ in found.values()}
        if verdicts & {Verdict.TIMED_OUT, Verdict.NOT_RUN} and marks(case):
            pytest.xfail("it is open, and has run out of time here")
        assert verdicts <= case.verdicts, found
        if Verdict.PASSED not in case.verdicts:
            assert not any(entry["tests"][name]["score"] for name in ids_of(case))


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("case", params(ANSWERS, SAMPLE, ids=name))
def test_attacks_cost_their_own_exercise(graded, case):
    """The others of the notebook get their full marks, and what is held holds the mark; no fault is the grader's."""
    for (entry,) in of(graded, case):
        found = {name: (each["verdict"], each["reason"]) for name, each in entry["tests"].items()}
        if case.keeps_others:
            others = {name: each for name, each in entry["tests"].items() if name not in ids_of(case)}
            assert others and all(each["score"] == each["points"] for each in others.values()), found
        assert Verdict.GRADER not in {verdict for verdict, _ in found.values()}, found
        assert (entry["mark"] == "held") >= any(each["score"] is None for each in entry["tests"].values())


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("case", params(FILES, SAMPLE, ids=name))
def test_files(graded, case):
    """Each comes to the mark that its file says, and what is held is told in a line."""
    for entries in of(graded, case):
        told = [entry["held"] for entry in entries]
        assert entries
        for entry in entries:
            held = entry["mark"] == "held"
            assert held == bool(entry["held"]) and "\n" not in entry["held"] and "Traceback" not in entry["held"], told
            assert not any(fault in entry["held"] for fault in FAULTS), told
            assert case.about["due"] == "any" or held == (case.about["due"] == "held"), (entry["mark"], told)
            assert case.about["due"] != "all" or entry["mark"] == entry["points"] == 20
        assert any(case.about.get("says", "") in line for line in told), told


@pytest.mark.confined
@pytest.mark.slow
def test_honest_students_get_what_the_plain_run_gives(graded):
    """In both parts, whoever is beside them, and however many are graded at once."""
    for part in graded:
        assert len(part.honest) == PLAIN + RANDOM + KNOWN_ONES
        for each in part.honest:
            ((entry,),) = part.of(each.name)
            if each.due is None:
                assert entry["mark"] == "held" and "not this lesson's notebook" in entry["held"], (each.name, entry)
                continue
            scores = {name: test["score"] for name, test in entry["tests"].items()}
            told = {name: (test["verdict"], test["reason"]) for name, test in entry["tests"].items()}
            if each.exact:
                assert scores == each.due, (each.name, told)
            assert all(scores[name] is not None and scores[name] >= due for name, due in each.due.items()), (
                each.name,
                told,
            )


@pytest.mark.confined
@pytest.mark.slow
def test_honest_students_get_the_same_in_both_parts(graded):
    """Verdicts and marks."""
    seen = [
        {
            each.name: {
                name: (test["verdict"], test["score"]) for name, test in part.of(each.name)[0][0]["tests"].items()
            }
            for each in part.honest
        }
        for part in graded
    ]
    assert len(seen) == len(WORKERS) and all(each == seen[0] for each in seen)


@pytest.mark.confined
@pytest.mark.slow
def test_the_grader_stays_small(graded):
    """Its own process grows by little, whatever is sent and handed in: what is large is read by others."""
    for part in graded:
        told = f"+{part.watched.grown:.0f} MB above {part.watched.start:.0f} MB\n{part.watched.told()}"
        print(told)
        assert part.watched.grown < MEMORY, told


@pytest.mark.confined
@pytest.mark.slow
def test_nothing_else_has_changed(graded):
    """Files, gradebook, processes, folders, sockets."""
    known = {lesson.name for lesson in course.lessons()}
    for part in graded:
        before, after = part.hashes
        assert before == after
        assert part.left == []
        assert part.calls == [0, 0]
        handed_in = {name for name, entries in part.entries.items() if known & {each["lesson"] for each in entries}}
        with Gradebook(f"sqlite:///{part.root / 'gradebook.db'}", "embeddings") as gradebook:
            assert {student.id for student in gradebook.students} == {*handed_in, "canary"}
            assert {round(each.max_score) for each in gradebook.assignments} == {20}
            scores = {
                submission.student_id: submission.score
                for assignment in gradebook.assignments
                for submission in gradebook.assignment_submissions(assignment.name)
            }
            assert all(0 <= score <= 20 for score in scores.values())
        with (part.root / "grades.csv").open(newline="", encoding="utf-8") as file:
            rows = {row["student"] for row in csv.DictReader(file) if row["mark"] != "missing"}
        assert rows == set(part.entries)


def hidden_lines():
    """Return the lines of hidden tests that stand nowhere in what students have."""
    lines, config = set(), load_config(ROOT)
    answers = "\n".join(answer.source for answer in KNOWN.answers())
    for lesson in course.lessons():
        made = skeleton.make(lesson, config)
        visible = "\n".join([*skeleton.visible_tests(made, config).values()])
        sources = "\n".join(cell.source for cell in made.cells)
        released = nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
        visible += "\n".join(cell.source for cell in released.cells)
        for part in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", sources, re.DOTALL):
            lines |= {line.strip() for line in part.splitlines() if len(line.strip()) > 20 and line not in visible}
    lines = {line for line in lines if line not in answers}
    return lines


@pytest.mark.confined
@pytest.mark.slow
def test_feedback_gives_nothing_away(graded):
    """No page holds a secret, a script or more than it may; each has its content security policy."""
    lines = hidden_lines()
    assert len(lines) > 60
    names = {case.name for case in ANSWERS}
    for part in graded:
        pages = sorted((part.root / "feedback").rglob("*"))
        # What `nbgrader release_feedback` reads beside a page, too.
        beside = [page for page in pages if page.name in ("timestamp.txt", "submission_secret.txt")]
        pages = [page for page in pages if page.is_file() and page not in beside]
        answered = {each for name, students in part.students.items() if name in names for each in students}
        assert {page.suffix for page in pages} == {".html"}
        assert {page.relative_to(part.root / "feedback").parts[0] for page in pages} >= answered
        assert all(page.stat().st_size < 200 for page in beside)
        for page in pages:
            looked_through(page, lines)


def looked_through(page, lines):
    """Check that a page has nothing in it that it must not have, of these lines above all."""
    text = page.read_text(encoding="utf-8")
    assert page.stat().st_size < 2_000_000, page
    assert text.count('http-equiv="Content-Security-Policy" content="default-src \'none\';') == 1
    markup = re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)
    found = re.search(r"<(?:script|iframe|object|embed|form|svg|base|link)\b|\son\w+\s*=|javascript:", markup)
    assert not found, page
    plain = text.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    assert [line for line in lines if line in plain.replace("&amp;", "&")] == [], page
    for canary in CANARIES.values():
        assert canary not in text, page


@pytest.mark.confined
@pytest.mark.slow
def test_pages_are_harmless_in_a_browser(graded, browser):
    """What students have put into their pages runs nothing, loads nothing and changes no mark."""
    for part, case in ((part, each) for part in graded for each in ANSWERS if each.name in part.students):
        if case.kind != "pages":
            continue
        (path,) = (part.root / "feedback" / part.students[case.name][0]).rglob("*.html")
        seen = []
        page = browser.new_page(viewport={"width": 375, "height": 800})
        page.on("dialog", lambda dialog, seen=seen: seen.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.goto(f"file://{path}")
        page.wait_for_timeout(200)
        assert [each for each in seen if each != f"file://{path}" and not each.startswith("data:")] == []
        assert page.locator("h1").count() == 1
        mark = part.of(case.name)[0][0]["mark"]
        assert page.locator(".total").all_inner_texts() == [f"Mark: {mark:g} of 20 points"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 375  # nothing is cut off on a phone
        page.close()
