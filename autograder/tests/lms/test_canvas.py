"""What is asked of Canvas and sent to it, against a server that checks each request: nothing twice, held never."""

import re
import sys

import pytest

from autograder.errors import LmsError
from autograder.lms import canvas
from autograder.lms.canvas import Canvas, Course
from autograder.lms.columns import Column
from autograder.tests.lms.platforms import PEOPLE
from autograder.tests.lms.stub import TOKEN, Stub

pytest.importorskip("canvasapi")
pytestmark = pytest.mark.slow
SMALL = Column("1-small", "", 5)
MARKS = {"ada": 4.5, "bob": "held", "eve": 5.0, "name_1": 10 / 3, "000123": "missing"}
WORK = "/api/v1/courses/5/assignments/77"
SEND = f"{WORK}/submissions/update_grades"


@pytest.fixture
def stub():
    """A Canvas that is none."""
    made = Stub()
    yield made
    made.shutdown()
    made.server_close()


def course(stub, token=TOKEN, **settings):
    """Return the course, as it is configured."""
    known = {"url": stub.url, "course": 5, "assignments": {"1-small": 77, "2-b": 78}} | settings
    return Course(Canvas(**known), token, lambda line: None, 0.0)


def plan(stub, marks=MARKS, column=SMALL, scale=False, **settings):
    """Return (the course, what is to be sent)."""
    known = course(stub, **settings)
    return known, known.plan(column, marks, canvas.found(known.people(), PEOPLE), scale)


def test_what_is_sent(stub):
    """One form with the marks that Canvas has not got; of whom they are said by Canvas's own number."""
    stub.scores[77][14] |= {"score": 4.0, "entered_score": 5.0}  # lowered, since it was late
    known, made = plan(stub)
    assert canvas.told(made.changes) == [
        "  ada: 4.5, and Canvas has nothing",
        "  name_1: 3.33333, and Canvas has nothing",
    ]
    assert (made.same, made.lines, stub.requests("POST")) == (1, [], [])
    assert known.send(made) == []
    sent = [("grade_data[12][posted_grade]", "4.5"), ("grade_data[15][posted_grade]", "3.33333")]
    assert stub.requests("POST") == [(SEND, sent)]
    assert [path for path, _ in stub.requests("GET")] == [
        *["/api/v1/courses/5/search_users"] * 3,
        WORK,
        *[f"{WORK}/submissions"] * 3,
        *["/api/v1/progress/3"] * 2,
        *[f"{WORK}/submissions"] * 3,
    ]
    asked = dict(stub.requests("GET")[0][1])
    assert (asked["enrollment_type[]"], asked["include[]"]) == ("student", "email")
    _, again = plan(stub)
    assert (again.changes, again.same) == ([], 3)


def test_nothing_to_send_is_not_sent(stub):
    """Held and missing least of all."""
    known, made = plan(stub, {"ada": "held", "bob": "missing"})
    assert known.send(made) == [] and stub.requests("POST") == []


def test_a_comment_goes_with_a_new_mark(stub):
    """As it is configured; a place in it that is not known is told before anything is asked."""
    canvas.check_comment(comment := "{mark} of {points} in {lesson}: https://x.org/{student}")
    known, made = plan(stub, {"ada": 4.5}, comment=comment)
    known.send(made)
    assert ("grade_data[12][text_comment]", "4.5 of 5 in 1-small: https://x.org/ada") in stub.requests("POST")[0][1]
    for wrong, said in (("{grade}", "KeyError: 'grade'"), ("{", "ValueError"), ("{0}", "IndexError")):
        with pytest.raises(LmsError, match=rf"c\.Canvas\.comment: {said}"):
            canvas.check_comment(wrong)


def test_excused_or_not_assigned(stub):
    """Left so, and told."""
    stub.scores[77][12]["excused"] = True
    del stub.scores[77][14]
    _, made = plan(stub)
    assert [each.student for each in made.changes] == ["name_1"]
    assert made.lines == ["ada: nothing is sent, excused there", "eve: nothing is sent, it is not assigned there"]


def test_other_points(stub):
    """Nothing is sent, unless the same share is asked for."""
    stub.points[77] = 100.0
    with pytest.raises(LmsError, match="1-small, assignment 77: 100 points there, 5 here; SCALE=1"):
        plan(stub)
    _, made = plan(stub, scale=True)
    assert [each.mark for each in made.changes][:2] == [90, 100]


def test_many_are_sent_in_parts(stub, monkeypatch):
    """Each mark in one of them."""
    monkeypatch.setattr(canvas, "AT_ONCE", 2)
    known, made = plan(stub)
    assert known.send(made) == []
    users = [re.findall(r"\d+", key)[0] for _, form in stub.requests("POST") for key, _ in form]
    assert users == ["12", "14", "15"] and len(stub.requests("POST")) == 2


def test_what_canvas_takes_and_does_not_enter(stub):
    """One line each."""
    stub.loses = {14, 15}
    known, made = plan(stub)
    assert known.send(made) == [
        "eve: 5 was sent, and Canvas has nothing",
        "name_1: 3.33333 was sent, and Canvas has nothing",
    ]


BUSY = (429, {}, {"errors": [{"message": "slow down"}]})
NO_JSON = (200, {"Content-Type": "text/html"}, b"<html>Log in</html>")


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_reading_is_tried_again(stub, status):
    """A few times."""
    stub.faults = {("GET", "search_users"): [(status, {}, b"")] * 3}
    assert len(course(stub).people()) == 5
    assert len(stub.requests("GET")) == 6


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ([BUSY] * 4, "RateLimitExceeded: Rate Limit Exceeded"),
        ([(500, {}, b"oh")] * 4, "Encountered an error: status code 500"),
        ([NO_JSON], "its answer is no JSON; is c.Canvas.url right?"),
        ([(200, {}, {"a": 1})], "its answer is not as Canvas answers"),
        ([(200, {}, [{"name": "Ada"}])], "its answer is not as Canvas answers"),
        ([(401, {}, b"<html>")], "its answer is no JSON"),
        ([(403, {}, b'{"status": "unauthorized"}')], "Forbidden"),
        ([(403, {}, f"{TOKEN} may not".encode())], "Forbidden: ... may not"),
        ([(404, {}, {})], "ResourceDoesNotExist: Not Found"),
        ([(200, {"Link": '<https://elsewhere.org/x>; rel="next"'}, [])], "its answer is not as Canvas answers"),
    ],
)
def test_no_answer_of_use(stub, fault, said):
    """One line, which says what was asked of whom; the token is in none."""
    stub.faults = {("GET", "search_users"): fault}
    with pytest.raises(LmsError) as error:
        course(stub).people()
    told = str(error.value)
    assert told.startswith(f"{stub.url}: students of course 5: ") and said in told
    assert "\n" not in told and TOKEN not in told and error.value.__suppress_context__


def test_a_wrong_token(stub):
    """One line; it is shown nowhere."""
    with pytest.raises(LmsError, match=r"InvalidAccessToken: .*Invalid access token") as error:
        course(stub, token="7~other").people()
    assert "other" not in str(error.value)


@pytest.mark.parametrize("fault", [BUSY, (500, {}, b""), (504, {}, b""), NO_JSON, (200, {}, []), (401, {}, {})])
def test_marks_are_sent_once(stub, fault):
    """Whatever the answer: it may have taken them. The next run sees, and sends what it has not got."""
    stub.faults = {("POST", "update_grades"): [fault]}
    known, made = plan(stub)
    with pytest.raises(LmsError, match="1-small, assignment 77, sending: ") as error:
        known.send(made)
    assert "\n" not in str(error.value) and len(stub.requests("POST")) == 1
    known, made = plan(stub)
    assert known.send(made) == [] and len(stub.requests("POST")) == 2


def test_marks_that_are_not_entered(stub, monkeypatch):
    """Canvas has failed, or says for ever that it is at it."""
    stub.states = ["failed"]
    known, made = plan(stub)
    with pytest.raises(LmsError, match=r"assignment 77: Canvas could not enter them \(it broke\)"):
        known.send(made)
    stub.states, stub.scores[77][12]["score"], stub.scores[77][12]["entered_score"] = ["running"], None, None
    monkeypatch.setattr(canvas, "WAIT", 0.05)
    known, made = plan(stub)
    with pytest.raises(LmsError, match="not entered after 0 s; run again later"):
        known.send(made)


def test_nobody_answers(stub):
    """One line."""
    stub.shutdown()
    stub.server_close()
    with pytest.raises(LmsError, match="students of course 5: ConnectionError"):
        course(stub).people()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"url": ""}, "c.Canvas.url: not the address of Canvas"),
        ({"url": "http://school.instructure.com"}, "c.Canvas.url: not the address of Canvas"),
        ({"url": "https://me:secret@school.instructure.com"}, "c.Canvas.url: not the address of Canvas"),
        ({"course": 0}, "c.Canvas.course: the course's number is missing"),
    ],
)
def test_what_is_not_configured(stub, settings, said):
    """Nothing is asked, and no token goes out unencrypted."""
    with pytest.raises(LmsError, match=re.escape(said)):
        course(stub, **settings)
    assert (
        stub.asked == []
        and canvas.checked("https://school.instructure.com/api/v1/") == "https://school.instructure.com"
    )


def test_an_assignment_that_is_not_configured_or_there(stub):
    """One line."""
    with pytest.raises(LmsError, match=r"2-b: c\.Canvas\.assignments does not say which assignment it is"):
        plan(stub, column=Column("2-b", "", 5), assignments={})
    with pytest.raises(LmsError, match="1-small, assignment 4: ResourceDoesNotExist: Not Found"):
        plan(stub, assignments={"1-small": 4})


def test_no_token_and_no_library(stub, monkeypatch):
    """One line each: what to do."""
    monkeypatch.delenv(canvas.TOKEN, raising=False)
    with pytest.raises(LmsError, match=f"no token: make one in Canvas .* and set {canvas.TOKEN} to it"):
        canvas.token()
    monkeypatch.setenv(canvas.TOKEN, f" {TOKEN}\n")
    assert canvas.token() == TOKEN
    monkeypatch.setitem(sys.modules, "canvasapi.exceptions", None)
    with pytest.raises(
        LmsError, match=r"canvasapi\S* is not installed, which asks Canvas: pip install 'canvasapi>=3\.3'"
    ):
        course(stub)
