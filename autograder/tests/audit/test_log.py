"""What comes into the log of marks, and when: once for each mark that is another than it was."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import nbformat
import pytest

from autograder.audit import lines, log, page, taken
from autograder.audit.again import again, drawn
from autograder.errors import AuditError
from autograder.record import seal, stamp
from autograder.settings import Settings
from autograder.tests import audited, canned, small

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A class that was graded; nobody has changed anything. Its marks depend on where it lies."""
    folder = tmp_path_factory.mktemp("audited")
    audited.make(folder / "course").rename(folder / "kept")
    return folder


@pytest.fixture
def root(whole):
    """A copy of it, in its place."""
    shutil.rmtree(whole / "course", ignore_errors=True)
    return shutil.copytree(whole / "kept", whole / "course")


def files(root):
    """Return {path: content and time} of the log, the pages and the key."""
    paths = [root / lines.NAME, root / "certificates.key", *(root / "feedback").rglob("*.html")]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def entered(root, count):
    """Return (student, by what) of the last marks that were entered."""
    return [(each["student"], each["by"]) for each in audited.known(root).marks[-count:]]


def test_nothing_new_is_nothing_written(root):
    """Not a byte of the log, of a page or of the key."""
    before = files(root)
    assert audited.run(root).line.startswith("nothing new, 7 in all; root ")
    assert files(root) == before and len(before) == 8


def test_what_a_line_states(root):
    """What was handed in, what its mark depends on, what came of it, by what, when; and the root is on the page."""
    known = audited.known(root)
    mark, entry = known.of(("bob", small.LESSON)), json.loads((root / "run.json").read_text())[1]
    part = mark["parts"]["small"]
    assert mark["entry"]["tests"]["test_double"] | {"seconds": 0.1} == entry["tests"]["test_double"]
    assert (mark["entry"]["mark"], mark["by"]) == (3.0, "graded") and part["receipt"] == entry["receipt"]
    assert part["cells"]["test_double"] == {"auto": 0.0, "by_hand": False, "points": 2.0, "score": 0.0}
    assert {"the lesson", "its bank", "limits", "versions", "the grader"} <= set(part["basis"])
    assert part["sandbox"].startswith("sandbox: ") and len(part["digest"]) == len(part["page"]) == 64
    datetime.strptime(mark["time"], "%Y-%m-%dT%H:%M:%SZ")
    first, second = known.runs
    assert (first.leaves, second.leaves) == (6, 7)
    for student, run in (("ada", first), ("bob", first), ("dee", second)):
        shown = audited.page(root, student).read_text(encoding="utf-8")
        assert stamp.grouped(run.root) in shown and f"over {run.leaves} marks" in shown
        assert f"Receipt of this mark: {stamp.short(run.root)}" in shown
    hand = known.of(("dee", small.LESSON))
    assert hand["by"] == "marked by hand" and hand["parts"]["small"]["cells"]["test_double"]["by_hand"]


def test_what_is_handed_in_anew(root):
    """It is a line, and its page has the new root; the others keep theirs."""
    before = files(root)
    old = audited.page(root, "bob").read_bytes()
    small.submit(root, "bob")
    done = audited.run(root)
    assert (done.marks, done.of, done.pages) == (1, 8, 1) and entered(root, 1) == [("bob", "graded")]
    assert audited.found(root) == []
    same = [path for path, each in files(root).items() if before[path] == each]
    assert {path.parts[-3] for path in same if path.suffix == ".html"} == {"ada", "cai", "dee", "eve", "fay"}
    answer = page.check(audited.known(root), old, "old.html")
    assert not answer.valid and "it was true when it was written, for bob, 1-small, 3 of 5" in answer.lines[0]
    assert "it is 5 of 5 (graded)" in answer.lines[0]


@pytest.mark.parametrize(
    ("marks", "comment", "by"),
    [({"test_halve": 1.0}, "", taken.BY_HAND), ({"test_halve": 3.0}, "", taken.BY_HAND), ({}, "Well.", taken.BY_HAND)],
)
def test_what_a_person_gives(root, marks, comment, by):
    """A mark, the same one, a comment: found before the next run, entered by it, and then no finding."""
    small.by_hand(root, "ada", comment, **marks)
    (finding,) = audited.found(root)
    assert finding.whose[0] == "ada" and "by hand since the last run? make grade enters it" in finding.said
    assert audited.run(root).marks == 1 and entered(root, 1) == [("ada", by)] and audited.found(root) == []


def test_what_the_gradebook_alone_has_changed(root):
    """Points for all, which no run puts back: each is a line that says by what it came."""
    with small.gradebook(root) as book:
        book.find_grade("test_double", "small", small.LESSON, "ada").cell.max_score = 4.0
        book.db.commit()
    audited.run(root)
    assert {by for _, by in entered(root, 5)} == {taken.ALTERED} and audited.found(root) == []


def test_what_is_taken_away(root):
    """A submission, and its row of the gradebook: that there is no mark any more is a line, too."""
    shutil.rmtree(root / "submitted" / "bob")
    assert audited.run(root).marks == 1 and audited.found(root) == []  # its remark says that it is there no more
    with small.gradebook(root) as book:
        book.remove_submission(small.LESSON, "bob")
    assert {each.whose[0] for each in audited.found(root)} == {"bob"}
    audited.run(root)
    assert audited.found(root) == [] and entered(root, 1) == [("bob", taken.ALTERED)]
    assert audited.known(root).of(("bob", small.LESSON))["entry"]["mark"] == "missing"


def test_an_edit_is_not_entered_by_the_next_run(root):
    """A page, a score of the grader's own, an entry, a row: all are as they were, and the log has nothing new."""
    before = files(root)
    path = audited.page(root, "bob")
    path.write_bytes(path.read_bytes().replace(b"Mark: 3 of 5", b"Mark: 5 of 5"))
    audited.page(root, "eve").write_bytes(stamp.blanked(audited.page(root, "eve").read_bytes()) + b"\n")
    audited.page(root, "cai").unlink()
    with small.gradebook(root) as book:
        book.find_grade("test_double", "small", small.LESSON, "bob").auto_score = 2.0
        book.db.commit()
    for name in ("run.json", "grades.csv"):
        whole = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(whole.replace("3", "5"), encoding="utf-8")
    assert len(audited.found(root)) > 5
    assert audited.run(root).marks == 0 and audited.found(root) == []
    assert {path: each[0] for path, each in files(root).items()} == {path: each[0] for path, each in before.items()}


def test_an_executed_notebook_that_was_edited_stays_found(root):
    """Until it is executed again."""
    path = root / "autograded" / "bob" / small.NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("is wrong", "is right"), encoding="utf-8")
    audited.run(root)
    assert [each.where for each in audited.found(root)] == ["autograded"]
    audited.run(root, force=True)
    assert audited.found(root) == []


def test_a_lesson_that_has_changed(root):
    """Whoever was executed is again, and what stands in for what never was is made anew: no edit, none of it."""
    path = root / "solutions" / small.NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("# A small lesson", "# A little lesson"), encoding="utf-8")
    assert audited.run(root).marks == 6 and audited.found(root) == []
    assert audited.run(root).marks == 0 and audited.found(root) == []


def test_a_run_for_one_enters_nobody_else(root):
    """What was changed of others is still found."""
    small.by_hand(root, "ada", test_halve=1.0)
    small.submit(root, "bob")
    assert audited.run(root, student="bob").marks == 1
    assert {each.whose[0] for each in audited.found(root)} == {"ada"}


def test_what_was_killed_before_the_pages_were_stamped(root, monkeypatch):
    """The next run stamps them, with the root under which their marks stand."""
    small.submit(root, "bob")
    with monkeypatch.context() as patch:
        patch.setattr(log, "stamp_pages", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            audited.run(root)
    assert ["it has no receipt" in each.said for each in audited.found(root)] == [True]
    assert audited.run(root).line.startswith("nothing new") and audited.found(root) == []


def test_what_was_killed_before_it_was_entered(root, monkeypatch):
    """Graded, and on the pages, and not in the log: found, and entered by the next run."""
    small.submit(root, "bob")
    canned.grade(root)
    assert {each.whose[0] for each in audited.found(root)} == {"bob"}
    assert audited.run(root).marks == 1 and audited.found(root) == []


def test_many_at_once(root):
    """Each waits for the others; the log is whole, and each mark stands in it once."""
    names = [f"s{number}" for number in range(6)]
    for name in names:
        small.submit(root, name)
    graded = canned.grade(root)
    settings = Settings.load(root)
    audited.tables.write_run(map(audited.tables.entry, graded.values()), root / "run.json")
    audited.tables.write_csv(map(audited.tables.entry, graded.values()), root / "grades.csv")
    with ThreadPoolExecutor(6) as pool:
        whom = [{(name, small.LESSON), (names[0], small.LESSON)} for name in names]
        done = list(pool.map(lambda each: log.enter(settings, root / "run.json", each), whom))
    assert sum(each.marks for each in done) == 6 and audited.found(root) == []
    assert sorted(name for name, _ in entered(root, 6)) == names


def test_a_broken_log_takes_up_nothing(root):
    """Its line is named, nothing is written; put back, it goes on."""
    path, whole = root / lines.NAME, (root / lines.NAME).read_bytes()
    small.submit(root, "bob")
    canned.grade(root)
    settings, whom = Settings.load(root), {("bob", small.LESSON)}
    for broken, said in (
        (whole.replace(b'"mark":0.0', b'"mark":2.0'), "line 2 (bob, 1-small): it was changed"),
        (whole[: len(whole) // 2], "it is half a line: the log was cut off here"),
        (whole + b"{}\n", "line 10: it is no line of this log"),
    ):
        path.write_bytes(broken)
        with pytest.raises(AuditError, match="nothing was entered: put it back from a backup") as raised:
            log.enter(settings, root / "run.json", whom)
        assert said in str(raised.value) and path.read_bytes() == broken
        assert log.after(settings, root / "run.json", whom).startswith("Log of marks: nothing was entered (Audit")
    path.write_bytes(whole)
    assert audited.run(root).marks == 1 and audited.found(root) == []


def test_a_key_that_is_missing(root):
    """No other is made in its place, and nothing is entered; nor over a register of certificates."""
    key = root / "certificates.key"
    kept = key.read_bytes()
    key.unlink()
    small.submit(root, "bob")
    with pytest.raises(AuditError, match=r"the key is missing that .*receipts\.jsonl was sealed with"):
        audited.run(root)
    assert not key.exists()
    faults = lines.read(root / lines.NAME, seal.load(key)).faults
    assert {each.said for each in faults} == {"the key of its seal is missing, so that it cannot be checked"}
    (root / lines.NAME).unlink()
    (root / "certificates").mkdir()
    (root / "certificates" / "register.json").write_text("[]")
    with pytest.raises(AuditError, match=r"register\.json was sealed with"):
        audited.run(root)
    key.write_bytes(kept)
    (root / "certificates" / "register.json").unlink()
    done = audited.run(root)  # a log that begins anew; its pages get its root
    assert (done.marks, done.of, done.pages, done.strange) == (6, 6, 6, 5) and audited.found(root) == []
    assert done.line.endswith("5 pages had a receipt that is none of this log's")


def test_a_lesson_of_two_notebooks(tmp_path):
    """Of one who has handed in one of them, too."""
    root = small.make_course(tmp_path / "course")
    second = nbformat.v4.new_notebook(
        cells=[
            small.cell(small.DOUBLE, "more", answer=True),
            small.cell("expect(double, 3, 6)", "test_more", points=1),
        ],
        metadata=small.source().metadata,
    )
    nbformat.write(second, root / "solutions" / small.LESSON / "more.ipynb")
    for student in ("ada", "bob"):
        small.submit(root, student)
    shutil.copy(root / "solutions" / small.LESSON / "more.ipynb", root / "submitted" / "ada" / small.LESSON)
    assert audited.run(root).marks == 2
    before = files(root)
    assert audited.run(root).marks == 0 and audited.found(root) == []
    assert {path: each[0] for path, each in files(root).items()} == {path: each[0] for path, each in before.items()}
    with small.gradebook(root) as book:
        book.find_grade("test_more", "more", small.LESSON, "ada").auto_score = 0.0
        book.db.commit()
    (finding,) = audited.found(root)
    assert finding.line.startswith("ada, 1-small: gradebook: more: test_more: the grader's own score was 1 and is 0")


def test_a_page_that_a_student_shows(root):
    """As it was written, without its receipt, with another's, changed, none at all."""
    known, data = audited.known(root), audited.page(root, "bob").read_bytes()
    other = stamp.stamp_of(audited.page(root, "dee").read_bytes())
    answer = page.check(known, data, "bob.html")
    assert answer.valid and answer.lines[0].startswith("bob.html: as it was written: bob, 1-small, 3 of 5, entered 20")
    assert stamp.short(known.runs[0].root) in answer.lines[1]
    for made, said in (
        (stamp.blanked(data), "without a receipt: it shows what was written for bob, 1-small, 3 of 5"),
        (data.replace(b"over 6", b"over 9"), "forged: it shows what was written for bob, 1-small, 3 of 5"),
        (stamp.stamped(data, other), "as it was written: bob"),  # of a later run, at whose end it was the same
        (data.replace(b"Mark: 3", b"Mark: 5"), "forged: no page with this content was ever written here"),
        (data.replace(b"\n", b"\r\n"), "forged: no page"),
        (data + b" ", "forged: no page"),
    ):
        answer = page.check(known, made, "bob.html")
        assert answer.lines[0].startswith(f"bob.html: {said}"), answer.lines
        assert answer.valid == said.startswith("as it was") and page.is_page(made)
    hostile = stamp.PLACE[:-1] * 10**5 + b'<p class="quiet" id="receipt">' * 10**5 + b"<h1>" * 10**5
    assert page.check(known, hostile + page.OPENS, "x").lines == [
        "x: forged: no page with this content was ever written here"
    ]
    told = page.check(known, data.replace(b"Mark: 3", b"Mark: 5"), "bob.html").lines
    assert "its receipt is of the run of" in told[1] and told[2] == "  by the log: bob, 1-small, 3 of 5"
    early = stamp.stamped(audited.page(root, "dee").read_bytes(), stamp.stamp_of(data))
    assert "at whose end dee, 1-small had another page" in page.check(known, early, "dee.html").lines[0]
    (root / lines.NAME).write_bytes((root / lines.NAME).read_bytes().replace(b'"mark":0.0', b'"mark":5.0'))
    assert "cannot be told: line 2 of receipts.jsonl" in page.check(audited.known(root), data, "bob.html").lines[0]


def sample(root, whom):
    """Grade some again, without kernels; return what came of it."""
    chosen = [(name, small.LESSON) for name in whom]
    return again(audited.course(root), canned.AtOnce(), audited.known(root), chosen)


def test_a_sample_is_graded_again(root):
    """It comes to the same; nothing is written; what never was executed is not drawn."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    known = audited.known(root)
    assert [name for name, _ in drawn(known, known.numbers, 99)] == ["ada", "bob", "cai", "dee", "eve"]
    assert len(drawn(known, known.numbers, 2)) == 2 and drawn(known, known.numbers, 0) == []
    found = sample(root, ["ada", "bob", "cai", "dee", "eve"])
    assert (found.same, found.findings, found.told) == (5, [], [])
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_mark_that_grading_does_not_come_to(root):
    """Whoever has the key may write what he likes; the submission says otherwise."""
    marks = audited.known(root).marks
    marks[1]["entry"]["tests"]["test_double"].update(verdict="passed", score=2.0)
    whole = lines.Log(root / lines.NAME)
    whole.append(marks, seal.load(root / "certificates.key"), "2026-01-01T00:00:00Z")
    (finding,) = sample(root, ["ada", "bob"]).findings
    assert finding.line == "bob, 1-small: graded again: test_double was passed, 2 and is failed, 0"


def test_what_has_changed_since_is_no_fault(root):
    """A lesson; what was handed in; what cannot be graded."""
    small.submit(root, "ada", double=canned.WRONG)
    (root / "submitted" / "cai" / small.NOTEBOOK).write_text("{", encoding="utf-8")
    found = sample(root, ["ada", "bob", "cai"])
    assert (found.same, found.findings) == (1, [])
    assert [each.split(",")[0] for each in found.told] == ["ada", "cai"]
    assert "handed in anew since" in found.told[0]
    source = root / "solutions" / small.NOTEBOOK
    source.write_text(source.read_text(encoding="utf-8").replace("(3 points)", "(three points)"), encoding="utf-8")
    path = root / "submitted" / "bob" / small.NOTEBOOK
    known = path.read_bytes()
    assert sample(root, ["bob"]).same == 1 and path.read_bytes() == known
    marks = audited.known(root).marks
    marks[1]["entry"]["tests"]["test_double"].update(verdict="passed", score=2.0)
    lines.Log(root / lines.NAME).append(marks, seal.load(root / "certificates.key"), "2026-01-01T00:00:00Z")
    found = sample(root, ["bob"])
    assert found.findings == [] and "since this has changed (the lesson), test_double was passed, 2" in found.told[0]
