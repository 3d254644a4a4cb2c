"""Edits of a graded class, one at a time: each is found, at its place and with its student, and nothing else is."""

import csv
import hashlib
import hmac
import json
import random
import shutil
from contextlib import contextmanager

import pytest
from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

from autograder.audit import lines
from autograder.audit.findings import GRADEBOOK, LOG, PAGE, RUN, STATE, TABLE
from autograder.audit.taken import told
from autograder.record import seal, stamp
from autograder.tests import audited, small

pytestmark = pytest.mark.slow

EDITS = []
ALL = ("ada", "bob", "cai", "dee", "eve", "fay")


def edit(where, *students, also=()):
    """Take up an edit; students: of whom it has to be found; also: other places in which it may be found, too."""

    def take(function):
        EDITS.append(pytest.param(function, where, set(students), set(also), id=function.__name__))
        return function

    return take


# The gradebook.


@contextmanager
def book(root):
    """Open the gradebook, and commit."""
    with small.gradebook(root) as found:
        yield found
        found.db.commit()


def grade(found, student, name="test_double"):
    """Return a cell's grade."""
    return found.find_grade(name, "small", small.LESSON, student)


@edit(GRADEBOOK, "bob")
def raise_a_score(root):
    """The grader's own."""
    with book(root) as found:
        grade(found, "bob").auto_score = 2.0


@edit(GRADEBOOK, "ada")
def lower_a_score(root):
    """The grader's own."""
    with book(root) as found:
        grade(found, "ada").auto_score = 1.0


@edit(GRADEBOOK, "bob")
def raise_a_score_by_a_hundredth(root):
    """However little."""
    with book(root) as found:
        grade(found, "bob").auto_score = 0.01


@edit(GRADEBOOK, "eve")
def hold_a_score(root):
    """There is none any more."""
    with book(root) as found:
        grade(found, "eve").auto_score = None


@edit(GRADEBOOK, "bob")
def set_a_score_by_hand(root):
    """Which may be a person's, since the last run."""
    with book(root) as found:
        grade(found, "bob").manual_score = 2.0


@edit(GRADEBOOK, "ada")
def set_the_same_score_by_hand(root):
    """It counts by hand from now on."""
    with book(root) as found:
        grade(found, "ada").manual_score = 2.0


@edit(GRADEBOOK, "dee")
def change_a_score_by_hand(root):
    """That was entered."""
    with book(root) as found:
        grade(found, "dee").manual_score = 2.0


@edit(GRADEBOOK, "dee")
def clear_a_score_by_hand(root):
    """That was entered."""
    with book(root) as found:
        grade(found, "dee").manual_score = None


@edit(GRADEBOOK, "dee")
def change_the_grader_s_score_below_one_by_hand(root):
    """Which the mark does not show."""
    with book(root) as found:
        grade(found, "dee").auto_score = 2.0


@edit(GRADEBOOK, "cai")
def give_extra_credit(root):
    """Beside the score."""
    with book(root) as found:
        grade(found, "cai").extra_credit = 1.0


@edit(GRADEBOOK, *ALL)
def change_points_of_a_cell(root):
    """Which all have."""
    with book(root) as found:
        grade(found, "ada").cell.max_score = 4.0


@edit(GRADEBOOK, "ada")
def take_off_a_penalty(root):
    """For being late."""
    with book(root) as found:
        found.find_submission_notebook("small", small.LESSON, "ada").late_submission_penalty = 1.0


@edit(GRADEBOOK, "dee")
def change_a_comment(root):
    """A person's."""
    with book(root) as found:
        found.find_comment("double", "small", small.LESSON, "dee").manual_comment = "See me not."


@edit(GRADEBOOK, "dee")
def take_away_a_comment(root):
    """A person's."""
    with book(root) as found:
        found.find_comment("double", "small", small.LESSON, "dee").manual_comment = None


@edit(GRADEBOOK, "eve")
def add_a_comment(root):
    """To an answer."""
    with book(root) as found:
        found.find_comment("halve", "small", small.LESSON, "eve").manual_comment = "Fine."


@edit(GRADEBOOK, "ada", "bob")
def swap_two_grades(root):
    """Of two students."""
    with book(root) as found:
        one, other = grade(found, "ada"), grade(found, "bob")
        one.auto_score, other.auto_score = other.auto_score, one.auto_score


@edit(GRADEBOOK, "ada", "bob")
def move_a_grade_to_another(root):
    """The row itself, in place of the other's."""
    with book(root) as found:
        one, other = grade(found, "ada"), grade(found, "bob")
        found.db.delete(other)
        found.db.flush()
        one.notebook_id = found.find_submission_notebook("small", small.LESSON, "bob").id


@edit(GRADEBOOK, "ada", "gil")
def give_a_submission_to_another(root):
    """Who has handed in nothing."""
    with book(root) as found:
        found.update_or_create_student("gil")
        found.db.query(SubmittedAssignment).filter_by(student_id="ada").one().student_id = "gil"


@edit(GRADEBOOK, "cai")
def delete_a_grade(root):
    """A row."""
    with book(root) as found:
        found.db.delete(grade(found, "cai"))


@edit(GRADEBOOK, "cai")
def delete_a_submission(root):
    """With all that is in it."""
    with book(root) as found:
        found.remove_submission(small.LESSON, "cai")


@edit(GRADEBOOK, "gil")
def add_a_submission(root):
    """Of one who has handed in nothing."""
    with book(root) as found:
        found.update_or_create_student("gil")
        with found.db.no_autoflush:
            found.add_submission(small.LESSON, "gil")
        for each in found.db.query(Grade).join(SubmittedNotebook).join(SubmittedAssignment).filter_by(student_id="gil"):
            each.auto_score = 2.0


@edit(GRADEBOOK, "")
def delete_the_gradebook(root):
    """As a whole."""
    (root / "gradebook.db").unlink()


# Pages.


def on_page(root, student, before, after, count=1):
    """Replace words on a page."""
    path = audited.page(root, student)
    whole = path.read_bytes()
    assert before in whole
    path.write_bytes(whole.replace(before, after, count))


@edit(PAGE, "bob")
def change_the_mark_on_a_page(root):
    """The sum."""
    on_page(root, "bob", b"Mark: 3 of 5", b"Mark: 5 of 5")


@edit(PAGE, "bob")
def change_a_verdict_on_a_page(root):
    """Of a check."""
    on_page(root, "bob", b'<span class="failed">failed', b'<span class="passed">passed')


@edit(PAGE, "bob")
def change_a_message_on_a_page(root):
    """Of a check."""
    on_page(root, "bob", b"it failed", b"it did well")


@edit(PAGE, "dee")
def change_a_comment_on_a_page(root):
    """A person's."""
    on_page(root, "dee", b"See me.", b"See me not.")


@edit(PAGE, "ada")
def change_the_receipt_of_what_was_handed_in(root):
    """The digest that the student knows."""
    on_page(root, "ada", b"You handed in small.ipynb, digest ", b"You handed in small.ipynb, digest 0")


@edit(PAGE, "ada")
def change_the_root_on_a_page(root):
    """One letter of it."""
    said = stamp.stamp_of(audited.page(root, "ada").read_bytes())
    on_page(root, "ada", said, said[:-5] + (b"0" if said[-5:-4] != b"0" else b"1") + said[-4:])


@edit(PAGE, "ada")
def change_the_number_of_marks_on_a_page(root):
    """Which its receipt states."""
    on_page(root, "ada", b"over 6 marks", b"over 7 marks")


@edit(PAGE, "dee")
def give_a_page_the_receipt_of_an_earlier_run(root):
    """By which its mark was another."""
    said = stamp.stamp_of(audited.page(root, "ada").read_bytes())
    on_page(root, "dee", stamp.stamp_of(audited.page(root, "dee").read_bytes()), said)


@edit(PAGE, "ada")
def empty_the_receipt_of_a_page(root):
    """As nbgrader would write it."""
    path = audited.page(root, "ada")
    path.write_bytes(stamp.blanked(path.read_bytes()))


@edit(PAGE, "ada")
def cut_out_the_receipt_of_a_page(root):
    """And its place."""
    on_page(root, "ada", stamp.stamp_of(audited.page(root, "ada").read_bytes()), b"")


@edit(PAGE, "ada")
def remove_a_page(root):
    """The file."""
    audited.page(root, "ada").unlink()


@edit(PAGE, "ada", "bob")
def swap_two_pages(root):
    """Of two students."""
    one, other = (audited.page(root, name).read_bytes() for name in ("ada", "bob"))
    audited.page(root, "ada").write_bytes(other)
    audited.page(root, "bob").write_bytes(one)


@edit(PAGE, "ada")
def append_white_space_to_a_page(root):
    """A blank."""
    with audited.page(root, "ada").open("ab") as file:
        file.write(b" ")


@edit(PAGE, "ada")
def hide_a_comment_in_a_page(root):
    """Which no browser shows."""
    on_page(root, "ada", b"</main>", b"<!-- --></main>")


@edit(PAGE, "ada")
def put_a_link_in_the_place_of_a_page(root):
    """To a file of the same content."""
    path = audited.page(root, "ada")
    path.rename(root / "moved.html")
    path.symlink_to(root / "moved.html")


@edit(PAGE, "fay")
def change_why_a_page_is_held(root):
    """What was handed in was never run."""
    on_page(root, "fay", b"breaks off", b"is fine")


# run.json.


def in_run(root, change):
    """Change the entries of run.json, {student: entry}; what change() returns are the entries, None for these."""
    path = root / "run.json"
    entries = {each["student"]: each for each in json.loads(path.read_text(encoding="utf-8"))}
    made = change(entries)
    path.write_text(json.dumps(list(entries.values()) if made is None else made, indent=1), encoding="utf-8")


@edit(RUN, "bob")
def raise_a_mark_in_run(root):
    """The sum."""
    in_run(root, lambda known: known["bob"].update(mark=5.0))


@edit(RUN, "fay")
def give_a_held_mark_in_run(root):
    """A number in its place."""
    in_run(root, lambda known: known["fay"].update(mark=5.0, held=""))


@edit(RUN, "ada")
def hold_a_mark_in_run(root):
    """A word in its place."""
    in_run(root, lambda known: known["ada"].update(mark="held", held="why not"))


@edit(RUN, "bob")
def raise_an_exercise_in_run(root):
    """And not the sum."""
    in_run(root, lambda known: known["bob"]["exercises"]["double"].update(mark=2.0))


@edit(RUN, "ada")
def change_points_in_run(root):
    """Of it all."""
    in_run(root, lambda known: known["ada"].update(points=4.0))


@edit(RUN, "bob")
def change_a_verdict_in_run(root):
    """Of a test."""
    in_run(root, lambda known: known["bob"]["tests"]["test_double"].update(verdict="passed"))


@edit(RUN, "bob")
def change_a_reason_in_run(root):
    """Of a test."""
    in_run(root, lambda known: known["bob"]["tests"]["test_double"].update(reason=""))


@edit(RUN, "ada")
def take_off_a_penalty_in_run(root):
    """For being late."""
    in_run(root, lambda known: known["ada"].update(penalty=1.0))


@edit(RUN, "ada")
def change_a_note_in_run(root):
    """For the instructor."""
    in_run(root, lambda known: known["ada"].update(note="it reads files"))


@edit(RUN, "ada")
def change_the_receipt_in_run(root):
    """Of what was handed in."""
    in_run(root, lambda known: known["ada"].update(receipt=known["bob"]["receipt"]))


@edit(RUN, "ada")
def take_a_mark_for_a_truth_in_run(root):
    """True is no 1 here, though Python says so."""
    in_run(root, lambda known: known["ada"]["tests"]["test_double"].update(hidden=0))


@edit(RUN, "cai")
def remove_an_entry_of_run(root):
    """One of six."""
    in_run(root, lambda known: known.pop("cai") and None)


@edit(RUN, "gil")
def add_an_entry_to_run(root):
    """Of one who has handed in nothing."""
    in_run(root, lambda known: known.update(gil=known["ada"] | {"student": "gil"}))


@edit(RUN, "ada")
def double_an_entry_of_run(root):
    """Word by word."""
    in_run(root, lambda known: [*known.values(), known["ada"]])


@edit(RUN, "ada", "bob")
def swap_two_students_in_run(root):
    """By their names."""

    def swap(known):
        known["ada"]["student"], known["bob"]["student"] = "bob", "ada"

    in_run(root, swap)


@edit(RUN, "", also=ALL)
def cut_run_in_half(root):
    """Half of a file."""
    path = root / "run.json"
    path.write_bytes(path.read_bytes()[:500])


# grades.csv.


def in_table(root, change):
    """Change the rows of grades.csv, {student: row}, the heading among them; change() may return the rows."""
    path = root / "grades.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row[0]: row for row in csv.reader(file)}
    made = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows.values() if made is None else made)


@edit(TABLE, "bob")
def raise_a_mark_in_the_table(root):
    """The number."""
    in_table(root, lambda rows: rows["bob"].__setitem__(2, "5"))


@edit(TABLE, "fay")
def give_a_held_mark_in_the_table(root):
    """A number in its place."""
    in_table(root, lambda rows: rows["fay"].__setitem__(2, "5"))


@edit(TABLE, "ada")
def change_points_in_the_table(root):
    """Of one row."""
    in_table(root, lambda rows: rows["ada"].__setitem__(3, "4"))


@edit(TABLE, "fay")
def change_a_problem_in_the_table(root):
    """Why it is held."""
    in_table(root, lambda rows: rows["fay"].__setitem__(4, "she was ill"))


@edit(TABLE, "cai")
def remove_a_row_of_the_table(root):
    """One of six."""
    in_table(root, lambda rows: rows.pop("cai") and None)


@edit(TABLE, "gil")
def add_a_row_to_the_table(root):
    """Of one who has handed in nothing."""
    in_table(root, lambda rows: rows.update(gil=["gil", *rows["ada"][1:]]))


@edit(TABLE, "ada")
def double_a_row_of_the_table(root):
    """With another mark."""
    in_table(root, lambda rows: [*rows.values(), ["ada", small.LESSON, "1", "5", ""]])


@edit(TABLE, "")
def remove_the_table(root):
    """The file."""
    (root / "grades.csv").unlink()


# What stands behind a mark.


@edit(STATE, "bob")
def change_what_came_of_a_test(root):
    """Which the next run would go on from."""
    path = root / "build" / "grading" / "bob" / f"{small.LESSON}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"failed"', '"passed"'), encoding="utf-8")


@edit("autograded", "bob")
def change_the_executed_notebook(root):
    """Of which pages are made."""
    path = root / "autograded" / "bob" / small.NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("is wrong", "is right"), encoding="utf-8")


# The log itself.


def in_log(root, change):
    """Change the lines of the log, a list."""
    path = root / lines.NAME
    made = change(path.read_bytes().splitlines(keepends=True))
    path.write_bytes(b"".join(made))


@edit(LOG, "bob", also={RUN, GRADEBOOK, TABLE})
def change_a_line_of_the_log(root):
    """A mark in it."""
    in_log(root, lambda log: [line.replace(b'"mark":0.0', b'"mark":5.0') if b'"bob"' in line else line for line in log])


@edit(LOG, "bob")
def change_when_a_line_was_written(root):
    """Which no other place tells."""
    in_log(root, lambda log: [line.replace(b'Z"}', b'Y"}') if b'"bob"' in line else line for line in log])


@edit(GRADEBOOK, "bob", also={LOG, RUN, TABLE})
def delete_a_middle_line(root):
    """Of one mark."""
    in_log(root, lambda log: [line for line in log if b'"bob"' not in line])


@edit(LOG, "dee", also={GRADEBOOK, PAGE, RUN, TABLE})
def delete_the_last_line(root):
    """The end of a run."""
    in_log(root, lambda log: log[:-1])


@edit(PAGE, "dee", also={GRADEBOOK, RUN, TABLE})
def cut_off_the_last_run(root):
    """The log is whole without it: its marks and pages are not."""
    in_log(root, lambda log: log[:-2])


@edit(LOG, "", also={"ada", "bob"})
def reorder_two_lines(root):
    """Of two marks."""
    in_log(root, lambda log: [log[1], log[0], *log[2:]])


@edit(LOG, "bob", also={GRADEBOOK, RUN, TABLE})
def append_a_line(root):
    """As the log itself would, but for the key."""

    def change(log):
        plain = json.loads(log[1])
        plain["entry"]["mark"], plain["number"] = 5.0, 7
        plain["before"] = hashlib.sha256(log[-1].rstrip(b"\n")).hexdigest()
        return [*log, lines.dumped(plain) + b"\n"]

    in_log(root, change)


@edit(LOG, "")
def replace_a_root(root):
    """Of the first run."""
    in_log(root, lambda log: [line.replace(b'"root":"', b'"root":"0') if b'"run"' in line else line for line in log])


@edit(LOG, "", also={PAGE, "dee"})
def change_what_stands_on_the_pages_of_a_run(root):
    """In its line."""
    in_log(root, lambda log: [*log[:-1], log[-1].replace(b"over 7 marks", b"over 8 marks")])


@edit(LOG, "", also={GRADEBOOK, PAGE, RUN, TABLE, *ALL})
def cut_the_log_in_half(root):
    """As a disk that is full would."""
    path = root / lines.NAME
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@edit(LOG, "", also={GRADEBOOK, RUN, TABLE, PAGE, *ALL})
def write_a_whole_log_with_another_key(root):
    """Of other marks, and all of it consistent."""
    path = root / lines.NAME
    made = lines.Log(path)
    marks = audited.known(root).marks
    marks[1]["entry"]["mark"] = 5.0
    made.append(
        marks, seal.Key(root / "certificates.key", hmac.digest(b"no", b"key", "sha256")), "2026-01-01T00:00:00Z"
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A class that was graded; nobody has changed anything."""
    return audited.make(tmp_path_factory.mktemp("audited") / "course")


def test_nothing_is_found_where_nothing_was_changed(whole):
    """Nor after it was moved to another place."""
    assert audited.found(whole) == []


def test_there_are_enough_edits():
    """Of each place."""
    places = [each.values[1] for each in EDITS]
    assert len(EDITS) >= 50
    assert all(places.count(place) >= 7 for place in (GRADEBOOK, PAGE, RUN, TABLE, LOG)), places


@pytest.mark.parametrize(("change", "where", "students", "also"), EDITS)
def test_an_edit_is_found(change, where, students, also, whole, tmp_path):
    """At its place, with its students, and told of nobody else."""
    root = shutil.copytree(whole, tmp_path / "course")
    change(root)
    found = audited.found(root)
    assert {each.whose[0] for each in found if each.where == where} >= students, [each.line for each in found]
    assert {each.where for each in found} <= {where, *also}, [each.line for each in found]
    assert {each.whose[0] for each in found} <= students | also | {""}, [each.line for each in found]
    assert not any("\n" in each.line for each in found)
    print(*(each.line for each in found), sep="\n")


def flipped(data, draw):
    """Return bytes with one of them changed."""
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << draw.randrange(8)]) + data[place + 1 :]


def test_any_byte_of_a_page_and_of_the_log(whole, tmp_path):
    """Whichever is changed, it is found; nothing that the log may hold ends the search."""
    root = shutil.copytree(whole, tmp_path / "course")
    draw = random.Random(17)
    for path, where in ((audited.page(root, "cai"), PAGE), (root / lines.NAME, LOG)):
        data = path.read_bytes()
        for _ in range(60):
            path.write_bytes(flipped(data, draw))
            assert where in {each.where for each in audited.found(root)}
        path.write_bytes(data)
    assert audited.found(root) == []


def mutated(value, draw):
    """Return plain data with something in it cut out, or something else in its place."""
    if isinstance(value, dict) and value and draw.random() < 0.8:
        key = draw.choice(sorted(value))
        made = {name: each for name, each in value.items() if name != key}
        return made if draw.random() < 0.2 else made | {key: mutated(value[key], draw)}
    return draw.choice([None, 0, -1, 1e400, True, "", "\ud800", [], {}, {"a": 1}, [[1]], "x" * 3000])


def test_whatever_stands_in_a_line(whole, tmp_path):
    """Values of any kind, in the log and in run.json: each is found in lines, and none ends the search."""
    root = shutil.copytree(whole, tmp_path / "course")
    draw, path, run = random.Random(18), root / lines.NAME, root / "run.json"
    known, entries = path.read_bytes().splitlines(), json.loads(run.read_text(encoding="utf-8"))
    for _ in range(60):
        number = draw.randrange(len(known))
        made = json.dumps(mutated(json.loads(known[number]), draw)).encode()
        path.write_bytes(b"\n".join([*known[:number], made, *known[number + 1 :], b""]))
        assert LOG in {each.where for each in audited.found(root)}, made
    path.write_bytes(b"\n".join([*known, b""]))
    for _ in range(60):
        number = draw.randrange(len(entries))
        whole = told(entries[number])  # less seconds and memory, which are no part of a mark
        made = mutated(whole, draw)
        if json.dumps(made) != json.dumps(whole):
            run.write_text(json.dumps([*entries[:number], made, *entries[number + 1 :]]), encoding="utf-8")
            found = audited.found(root)
            assert found or made == whole, made  # 0 is 0.0
            assert all(each.line.isprintable() for each in found)
