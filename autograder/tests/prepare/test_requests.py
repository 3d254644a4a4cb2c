"""My answer is right: in whatever way a student says it, it is read, and it changes nothing of what is run."""

import io
import json
import os
import zipfile
from random import Random

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.errors import SubmissionError
from autograder.prepare import archive, asked, notebook, preparer, rebuild, requests
from autograder.prepare.preparer import Preparer
from autograder.prepare.submissions import Folder
from autograder.tests import small

VISIBLE = {"test_double": "expect(double, 3, 6)"}
SAID = "My answer is right"
TAG = "my-answer-is-right"
# Places in the small lesson's notebook.
TOP, ABOVE_DOUBLE, BELOW_DOUBLE, ABOVE_HALVE, END = 0, 4, 6, 7, 9


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The small lesson's skeleton."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    return skeleton.make(lessons.lessons(root)[0], load_config(root))


@pytest.fixture
def read(lesson):
    """A function that returns [(answer, said)] of the requests in a notebook, and in texts beside it."""

    def found(handed_in, *texts, others=(), is_first=True):
        data = handed_in if isinstance(handed_in, bytes) else json.dumps(handed_in).encode()
        made = requests.requests(data, texts, lesson, VISIBLE, others, is_first)
        assert requests.mentioned(data) or made == requests.requests(b"", texts, lesson, VISIBLE, others, is_first)
        assert len(made) <= requests.MOST and all(len(each.said) <= requests.LONGEST for each in made)
        return [(each.answer, each.said) for each in made]

    return found


def with_cell(place, cell, **answers):
    """Return a notebook as it is handed in, with a cell of the student's own at a place."""
    made = small.handed_in(**answers)
    made.cells.insert(place, cell)
    return made


def tagged(made, *names, tags=(TAG,)):
    """Return a notebook with tags on the cells of some ids, of all where none are named."""
    for cell in made.cells:
        if cell.id in names or not names:
            cell.metadata["tags"] = list(tags) if isinstance(tags, tuple) else tags
    return made


def test_who_asks_for_nothing_is_read_as_that(read):
    """Neither as handed out, nor solved; nor where the words stand in the middle of what is said."""
    assert read(small.handed_in()) == read(small.source()) == []
    assert read(with_cell(END, new_markdown_cell("I hope that my answer is right."))) == []
    assert read(with_cell(END, new_markdown_cell("My answer is rightly short."))) == []
    assert read(small.handed_in(double="def double(x):\n    return 'is my answer is right'")) == []


def test_what_was_printed_asks_for_nothing(read):
    """The lesson's last cell prints how to ask: such a notebook is not looked through for it."""
    made = small.handed_in()
    made.cells[1].outputs = [new_output("stream", text='begins with "My answer is right:"')]
    data = json.dumps(made).encode()
    assert not requests.mentioned(data) and read(made) == []
    assert requests.mentioned(json.dumps(with_cell(END, new_markdown_cell(SAID))).encode("utf-16"))
    assert not requests.mentioned(data[:-9])
    older = json.dumps(nbformat.convert(with_cell(END, new_markdown_cell(SAID)), 3)).encode()
    assert requests.mentioned(older) and read(older) == [("halve", "")]


@pytest.mark.parametrize(
    "source",
    [
        "My answer is right: so says the text",
        "my answer is right - so says the text",
        "# My answer is right\n\nso says the text",
        "**My answer is right:** so says the text",
        "> **My answer is right**\n\nso says the text",
        '"My answer is right": so says the text',
        "“My answer is right” – so says the text",
        "My answer is right\nso says the text",
        "MY ANSWER IS RIGHT! so says the text",
        "*My* answer is right. so says the text",
        "\n\n  My answer is right, so says the text",
        "- My\u00a0answer is right: so says the text",
        "My-answer-is-right: so says the text",
    ],
)
@pytest.mark.parametrize("make", [new_markdown_cell, new_raw_cell])
def test_a_cell_that_begins_with_the_words(read, source, make):
    """It stands below the answer that is meant; neither its marks nor its type matter, no tag is needed."""
    assert read(with_cell(BELOW_DOUBLE, make(source))) == [("double", "so says the text")]


@pytest.mark.parametrize(
    ("place", "source", "answer", "said"),
    [
        (END, "My answer is right: Exercise 1: two twos", "double", "two twos"),
        (END, "My answer is right (exercise 1)", "double", ""),
        (END, "## My answer is right for exercise 1\n\ntwo twos", "double", "two twos"),
        (END, "My answer is right: Exercise 1 - Double (2 points): two twos", "double", "two twos"),
        (END, "My answer is right: double - two twos", "double", "two twos"),
        (END, "My answer is right: `double()`: two twos", "double", "two twos"),
        (END, "My answer is right: test_double: two twos", "double", "two twos"),
        (END, "My answer is right: 1: two twos", "double", "two twos"),
        (END, "My answer is right: my `double(x)` is two twos", "double", "my `double(x)` is two twos"),
        (TOP, "# My answer is right: Exercise 2, half of it", "halve", "half of it"),
        (TOP, "My answer is right: halve is half of it", "halve", "halve is half of it"),
        (BELOW_DOUBLE, "My answer is right: double the value is meant", "double", "double the value is meant"),
        (END, "My answer is right: double the value is not meant", "halve", "double the value is not meant"),
        (END, "My answer is right: Exercise 9: why not", "", "Exercise 9: why not"),
        (ABOVE_HALVE, "My answer is right: half of it", "halve", "half of it"),
        (TOP, "My answer is right", "double", ""),
    ],
)
def test_the_exercise_that_it_names_or_the_nearest(read, place, source, answer, said):
    """By its name, its number, its heading, its test's name; else the one under whose heading it stands."""
    assert read(with_cell(place, new_markdown_cell(source))) == [(answer, said)]


def test_a_cell_for_several(read):
    """A line for each, and lines below one are its own."""
    source = "My answer is right\n\nDear all,\n\nExercise 2: half of it\nof course\n\n- **double**: two twos"
    assert read(with_cell(TOP, new_markdown_cell(source))) == [
        ("halve", "Dear all,\n\nhalf of it\nof course"),
        ("double", "two twos"),
    ]


@pytest.mark.parametrize(
    "tags",
    [
        (TAG,),
        ("My answer is right",),
        ("MY_ANSWER_IS_RIGHT", "other"),
        ("my", "answer", "is", "right"),  # as editors cut it that take a blank for the end of a tag
        "a, my-answer-is-right",
        {TAG: True},
    ],
    ids=["as told", "blanks", "underscores", "cut", "a text", "a dict"],
)
def test_a_tag(read, tags):
    """Of the answer's own cell; of its check; of a cell of one's own, of any type, whose text is the reason."""
    assert read(tagged(small.handed_in(), "double", tags=tags)) == [("double", "")]
    assert read(tagged(small.handed_in(), "test_double", tags=tags)) == [("double", "")]
    assert read(tagged(small.handed_in(), "heading-2", tags=tags)) == [("halve", "")]
    for make in (new_markdown_cell, new_raw_cell, new_code_cell):
        made = with_cell(BELOW_DOUBLE, make("two twos", id="own"))
        assert read(tagged(made, "own", tags=tags)) == [("double", "two twos")]
    made = with_cell(BELOW_DOUBLE, new_code_cell("# two\n# twos\n2 + 2", id="own"))
    assert read(tagged(made, "own", tags=tags)) == [("double", "two\ntwos\n2 + 2")]
    made = with_cell(BELOW_DOUBLE, new_markdown_cell("Exercise 2: half of it", id="own"))
    assert read(tagged(made, "own", tags=tags)) == [("halve", "half of it")]


@pytest.mark.parametrize("tags", [7, None, True, [], [[TAG]], [7, None], "", "right", [{}], ("answer", "is", "my")])
def test_a_tag_of_another_kind_is_none(read, tags):
    """Whatever stands where tags should."""
    assert read(tagged(small.handed_in(), tags=tags)) == []


def test_every_cell_tagged_is_one_request_an_answer(read):
    """Not one a cell."""
    made = with_cell(END, new_markdown_cell("half of it"))
    assert read(tagged(made)) == [("double", ""), ("halve", "half of it")]
    made.cells += [new_markdown_cell(f"reason {number} for exercise {number}") for number in range(500)]
    found = dict(read(tagged(made)))
    assert [*found] == ["double", "halve"] and found["double"] == "reason 1 for exercise 1"


def test_a_comment(read):
    """In the answer's own cell, in its check's, in one of one's own; with the lines of comment below it."""
    double = "def double(x):\n    # My answer is right: two\n    # twos\n    return x + x  # quick\n"
    assert read(small.handed_in(double=double)) == [("double", "two\ntwos")]
    assert read(small.handed_in(double="def double(x):\n    return x + x  #my answer is right")) == [("double", "")]
    made = small.handed_in()
    made.cells[5].source += "\n# My answer is right: two twos"
    assert read(made) == [("double", "two twos")]
    made = with_cell(END, new_code_cell("# My answer is right: exercise 1\n# two twos\ndouble(2)"))
    assert read(made) == [("double", "two twos\ndouble(2)")]
    made = with_cell(BELOW_DOUBLE, new_code_cell("double(2)\n# My answer is right: two twos\ndouble(3)"))
    assert read(made) == [("double", "two twos")]
    assert read(tagged(small.handed_in(double=double), "double")) == [("double", "two\ntwos")]


def test_words_added_to_a_text_of_the_lesson(read):
    """Whoever types into the heading's cell has said it, too."""
    made = small.handed_in()
    made.cells[3].source += "\n\n**My answer is right**: two twos"
    assert read(made) == [("double", "two twos")]


def test_accidents(read):
    """The tag is lost and the words are kept; the cell was moved to the top; it was copied; no metadata are left."""
    made = with_cell(BELOW_DOUBLE, new_markdown_cell("My answer is right: two twos"))
    for cell in made.cells:
        cell.metadata.clear()
        del cell["id"]
    assert read(made) == [("double", "two twos")]
    copy = "My answer is right: Exercise 1: two twos"
    made = with_cell(TOP, new_markdown_cell(copy))
    made.cells[3:3] = [new_markdown_cell(copy)]
    made.cells.append(new_markdown_cell(copy))
    assert read(made) == [("double", "two twos")]
    made = with_cell(BELOW_DOUBLE, new_markdown_cell(SAID))
    made.cells.insert(1, made.cells.pop(4))  # the answer itself was moved up
    assert made.cells[1].id == "double" and read(made) == [("double", "")]
    made = with_cell(BELOW_DOUBLE, new_markdown_cell("My answer is right: two twos"))
    made.cells[BELOW_DOUBLE].attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}
    made.cells[BELOW_DOUBLE].source += "\n![a.png](attachment:a.png)"
    assert read(made) == [("double", "two twos\n[image: a.png]")]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("double: two twos", [("double", "two twos")]),
        (
            "Exercise 1: two twos\nof course\n\n2: half of it",
            [("double", "two twos\nof course"), ("halve", "half of it")],
        ),
        ("My answer is right\r\n\r\nExercise 1 - Double: two twos\r\n", [("double", "two twos")]),
        ("* double - two twos\n* double - two twos", [("double", "two twos")]),
        ("double: two\ndouble: twos", [("double", "two\ntwos")]),
        ("I am sure of it.", [("", "I am sure of it.")]),
        ("I am sure of exercise 2.", [("halve", "I am sure of exercise 2.")]),
        ("I am sure of exercise 1 and of exercise 2.", [("", "I am sure of exercise 1 and of exercise 2.")]),
        ("double is two twos", [("double", "double is two twos")]),
        ("Exercise 9: nine", [("", "Exercise 9: nine")]),
        ("Exercise 9: nine\nExercise 2: half", [("halve", "half"), ("", "Exercise 9: nine")]),
        ("", [("", "")]),
        ("\ufeff\tdouble:\ttwo\ttwos", [("double", "two twos")]),
    ],
)
def test_a_file(read, said, found):
    """A line an exercise, by name or number; what names none is one request."""
    assert read(small.handed_in(), said) == found


def test_file_and_notebook_are_one(read):
    """What both say of an answer stands together."""
    made = with_cell(BELOW_DOUBLE, new_markdown_cell("My answer is right: two twos"))
    assert read(made, "double: of course\nhalve: half") == [("double", "two twos\nof course"), ("halve", "half")]
    assert read(b"no notebook", "double: of course") == read(b"", "double: of course") == [("double", "of course")]


def test_a_file_for_several_notebooks(lesson, read):
    """Each takes what is its own; what names no exercise is the first one's."""
    other = nbformat.from_dict(json.loads(json.dumps(lesson).replace("double", "treble").replace("Double", "Treble")))
    other = nbformat.from_dict(json.loads(json.dumps(other).replace("Exercise 1", "Exercise 7")))
    said = "treble: three\nof them\ndouble: two\nExercise 7: seven"
    assert read(b"", said, others=[other]) == [("double", "two")]
    assert read(b"", "Exercise 7", others=[other]) == []
    assert read(b"", "I am sure.", others=[other]) == [("", "I am sure.")]
    assert read(b"", "I am sure.", others=[other], is_first=False) == []


HOSTILE = [
    "double: " + "x" * 10**6,
    "line\n" * 10**5,
    "double: \x1b[2J\u202eesrever\u2066\x00 \r end\x85\u2028forged",
    "\ud800 double",
    "My answer is right " * 10**5,
    " \t#*>-" * 10**5,
    "#" * 500_000,
    "exercise " * 10**5,
    "1: " * 10**5,
    "double " * 10**5,
    "\n".join(f"Exercise {number}: {number}" for number in range(1000)),
    "\n".join(f"text {number}" * 1000 for number in range(30)),
    "<script>alert(1)</script>" * 1000,
    "٣: arabic digits, exercise ٢, exercise ²",
]


@pytest.mark.slow
@pytest.mark.parametrize("said", HOSTILE, ids=[f"{each[:20]!a}" for each in HOSTILE])
def test_whatever_is_said_is_cut_to_plain_text(read, said):
    """In a file, in a cell, in a comment: a few short texts come of it."""
    of = [read(small.handed_in(), *[said] * 5)]
    of += [read(with_cell(BELOW_DOUBLE, new_markdown_cell(f"{SAID}: {said}")))]
    of += [read(small.handed_in(double="#" + f" {SAID}: {said}".replace("\n", "\n#") + "\n"))]
    for found in of:
        assert 1 <= len(found) <= requests.MOST
        for answer, plain in found:
            assert (answer in ("", "double", "halve") and plain.isprintable()) or "\n" in plain
            assert all(line.isprintable() for line in plain.split("\n")) and "\u202e" not in plain
            assert plain.encode()


def test_at_most_twenty(read):
    """Of texts that name no exercise, too; each file is one."""
    assert len(read(b"", *(f"text {number}" for number in range(100)))) == requests.MOST


def zipped(members, links=()):
    """Return the bytes of a zip file of [(name, content)]."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o120777 << 16 if name in links else 0
            file.writestr(member, content)
    return made.getvalue()


NAMES = [
    *("my-answer-is-right.txt", "my-answer-is-right", "My Answer Is Right.md", "MY_ANSWER_IS_RIGHT.TXT"),
    *(
        "my-answer-is-right.txt.txt",
        "my-answer-is-right (1).txt",
        "my-answer-is-right-2.txt",
        "myanswerisright.markdown",
    ),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_is_found_under_whatever_name(tmp_path, name):
    """In the folder, in one below it, in a zip file there, in a zip file in that."""
    data = nbformat.writes(small.handed_in()).encode()
    for place in ("", "work/"):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / name).write_text("double: why", encoding="utf-8")
        assert asked.beside(tmp_path) == asked.Said(("double: why",))
        (tmp_path / place / name).unlink()
    path = tmp_path / "small.zip"
    path.write_bytes(zipped([("small.ipynb", data), (f"work\\{name}", "double: why"), (f"__MACOSX/{name}", "x")]))
    assert asked.beside(tmp_path) == asked.beside(path) == asked.Said(("double: why",))
    path.write_bytes(zipped([("a.zip", zipped([(name, "double: why"), (name, "halve: why")]))]))
    assert asked.beside(path).texts == ("double: why", "halve: why")
    path.rename(tmp_path / "small.ipynb")  # a zip file under another name
    assert len(asked.beside(tmp_path).texts) == 2


@pytest.mark.parametrize(
    "name", ["my-answer-is-right.ipynb", "my-answer-is-right.py", "right.txt", "answer-is-right.md"]
)
def test_other_files_are_none(tmp_path, name):
    """Nor is a notebook of that name."""
    (tmp_path / name).write_text("double: why", encoding="utf-8")
    assert asked.beside(tmp_path) == asked.Said() and not archive.is_request(name)


def test_what_is_no_text_file_is_one_remark(tmp_path):
    """A link, a folder, a pipe, another program's file, one that is too long: the notebook is found all the same."""
    (tmp_path / "small.ipynb").write_bytes(nbformat.writes(small.handed_in()).encode())
    (tmp_path / "secret.txt").write_text("double: secret", encoding="utf-8")
    (tmp_path / "my-answer-is-right.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(tmp_path / "my-answer-is-right.md")
    (tmp_path / "my-answer-is-right").mkdir()
    (tmp_path / "my-answer-is-right.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "my-answer-is-right-2.txt").write_text("a line\n" * 10**6, encoding="utf-8")
    link = "my-answer-is-right-3.txt"
    (tmp_path / "more.zip").write_bytes(
        zipped([(link, "/etc/passwd"), ("my-answer-is-right-4.txt", b"x" * 10**6)], [link])
    )
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 broken")
    found = preparer.find(tmp_path, "small.ipynb")
    assert found.asked == () and not found.asks and "secret" not in found.remark
    for said in (".txt was not read, it cannot be opened", ".md was not read, it is no regular file"):
        assert f"my-answer-is-right{said}" in found.remark
    for said in (
        ".docx was not read, it is no plain text",
        "-2.txt was not read, it is longer",
        "-3.txt was not read, a link",
    ):
        assert f"my-answer-is-right{said}" in found.remark
    assert "my-answer-is-right-4.txt was not read, it is longer than 200000 bytes" in found.remark
    assert "left out" not in found.remark and "\n" not in found.remark


def test_the_file_is_not_told_as_left_out(tmp_path):
    """Though the notebook speaks of it."""
    made = with_cell(END, new_markdown_cell("see my-answer-is-right.txt"))
    (tmp_path / "small.ipynb").write_bytes(nbformat.writes(made).encode())
    (tmp_path / "my-answer-is-right.txt").write_text("double", encoding="utf-8")
    found = preparer.find(tmp_path, "small.ipynb")
    assert (found.remark, found.asked) == ("", ("double",))
    path = tmp_path / "x.zip"
    path.write_bytes(zipped([("small.ipynb", nbformat.writes(made)), ("my-answer-is-right.txt", "double")]))
    found = preparer.find(path, "small.ipynb")
    assert (found.remark, found.asked) == ("", ("double",))


def test_whatever_comes_of_looking_for_it_the_notebook_is_found(tmp_path, monkeypatch):
    """It is in nobody's way."""
    (tmp_path / "small.ipynb").write_bytes(nbformat.writes(small.handed_in()).encode())

    def broken(_):
        raise MemoryError

    monkeypatch.setattr(asked, "beside", broken)
    monkeypatch.setattr(requests, "mentioned", broken)
    found = preparer.find(tmp_path, "small.ipynb")
    assert found.data and not found.asks and found.asked == ()


def test_a_file_in_the_student_s_own_folder(tmp_path):
    """It belongs to what is handed in beside it, where that is one thing; else an instructor has to say to which."""
    root = small.make_course(tmp_path / "course")
    path = small.submit(root, "ada")
    note = path.parent.parent / "my-answer-is-right.txt"
    note.write_text("double: why", encoding="utf-8")
    intake = Folder(root / "submitted")
    (found,), strays = intake.collect(lessons.lessons(root))
    assert found.notes == (note,) and not strays

    class Here(Preparer):
        find, asked = staticmethod(preparer.find), staticmethod(asked.beside)

    assert found.find(path, (), Here()).asked == ("double: why",)
    (note.parent / "2-other").mkdir()
    found, strays = intake.collect(lessons.lessons(root))
    assert not any(each.notes for each in found) and [each.student for each in strays] == ["ada"]


def without_own(prepared, said):
    """Return a prepared submission's cells, all but their ids, less those that say something; and its remarks."""
    books = [
        [cell for cell in book.cells if said not in cell.source] for book in (prepared.notebook, prepared.plain) if book
    ]
    return [[(c.cell_type, c.source, c.metadata) for c in cells] for cells in books], prepared.remarks


def test_its_heading_makes_no_other_lesson_of_it(lesson):
    """Where little is left of a notebook, the first heading tells whose it is; a request at the top is none."""
    made = small.handed_in()
    made.cells[:] = [new_markdown_cell(f"# {SAID}: Exercise 1"), *made.cells[:3]]
    assert rebuild.prepared(lesson, notebook.parse(json.dumps(made).encode(), "x"), VISIBLE)
    made.cells[0].source = "# Another lesson"
    with pytest.raises(SubmissionError):
        rebuild.prepared(lesson, notebook.parse(json.dumps(made).encode(), "x"), VISIBLE)


@pytest.mark.parametrize("number", range(20))
def test_what_is_run_does_not_depend_on_it(lesson, number):
    """Whatever has happened to a notebook: with a request, in each of its forms, the same is prepared."""
    rng = Random(number)
    made = small.handed_in(double=rng.choice([None, "def double(x):\n    return x"]))
    for _ in range(rng.randrange(4)):  # cells moved, copied, deleted, and robbed of their metadata
        place = rng.randrange(len(made.cells))
        cell = made.cells[place]
        what = rng.choice(["move", "copy", "delete", "rob"])
        if what in ("move", "delete") and len(made.cells) > 4:
            del made.cells[place]
        if what in ("move", "copy"):
            made.cells.insert(rng.randrange(len(made.cells)), nbformat.from_dict(cell))
        if what == "rob":
            cell.metadata.clear()
    asking = nbformat.from_dict(json.loads(json.dumps(made)))
    for cell in rng.sample(asking.cells, 2):
        cell.metadata["tags"] = [TAG]
    own = new_markdown_cell(f"# {SAID}: Exercise 1: two twos", metadata={"tags": [TAG]})
    asking.cells.insert(rng.randrange(len(asking.cells) + 1), own)
    before, after = (
        rebuild.prepared(lesson, notebook.parse(json.dumps(each).encode(), "x"), VISIBLE) for each in (made, asking)
    )
    assert without_own(before, SAID) == without_own(after, SAID)
    found = requests.requests(json.dumps(asking).encode(), (), lesson, VISIBLE)
    assert any(each.answer == "double" and "two twos" in each.said for each in found)
