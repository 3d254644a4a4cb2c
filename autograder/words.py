"""Every sentence that a student reads, and how it comes to be said in another language than English.

The sentences stand here, and in the templates of the pages of feedback, certificates, solutions and lessons; what
lessons, checks and banks say is the course's own. To say them in German, translate locale/autograder.pot as
de/LC_MESSAGES/autograder.po (any editor for gettext does, or `pybabel init -l de -i locale/autograder.pot -d FOLDER
-D autograder`), and tell the course:

    c.Words.language = "de"
    c.Words.folder = "FOLDER"

What a translation lacks is said in English. `make words` writes the .pot anew, and a test tells when that is due.
Whatever decides something by a sentence would break in another language: it asks for a verdict, a field or a number.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from traitlets import Unicode
from traitlets.config import Config, Configurable

from autograder.errors import GraderError
from autograder.locale.catalogue import DOMAIN, LOCALE, Translation, read

ENGLISH = "en"


class Words(Configurable):
    """The language that students are spoken to in."""

    language = Unicode(ENGLISH, help="Its code, as in de or pt_BR").tag(config=True)
    folder = Unicode("", help="Where de/LC_MESSAGES/autograder.po is, and so on; seen from the course").tag(config=True)


@dataclass(frozen=True)
class Spoken:
    """The language that is spoken, the folder of the course's own translations, those of use, the first one first."""

    language: str = ENGLISH
    folder: str = ""
    translations: tuple[Translation, ...] = ()
    digest: str = ""


_spoken = Spoken()


@dataclass(frozen=True)
class Sentence:
    """A sentence in English, which is called with its fields to be said; many: its plural, which {count} decides."""

    one: str
    many: str = ""

    def __call__(self, **fields: object) -> str:
        """Return it in the language that is spoken."""
        count = fields.get("count")
        said = ngettext(self.one, self.many, count) if self.many and isinstance(count, int) else translated(self.one)
        return said.format(**fields)


def speak(config: Config) -> None:
    """Say everything, from here on and in this process, in the language that a configuration asks for.

    Raises GraderError where there is no such translation, or one that cannot be used.
    """
    global _spoken
    asked = whole(config)
    if asked != (_spoken.language, _spoken.folder):
        _spoken = load(*asked)


def whole(config: Config) -> tuple[str, str]:
    """Return the language that a configuration asks for, and its folder as any process finds it."""
    asked = Words(config=config)
    root = config.get("CourseDirectory", {}).get("root") or "."
    return asked.language, asked.folder and str(Path(root, asked.folder).absolute())


def spoken() -> Spoken:
    """Return what is spoken now."""
    return _spoken


def asked(config: Config | None = None) -> Config:
    """Return the configuration with which another process speaks as this one does, or as a configuration asks for."""
    language, folder = whole(config) if config is not None else (_spoken.language, _spoken.folder)
    return Config({"Words": {"language": language, "folder": folder}})


def translated(sentence: str) -> str:
    """Return a sentence, its fields not yet filled; so the template asks for it."""
    return next((each.said[sentence][0] for each in _spoken.translations if sentence in each.said), sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a sentence that is due for a count, its fields not yet filled; so the template asks for it."""
    for each in _spoken.translations:
        if one in each.said:
            return each.said[one][min(each.form(count), len(each.said[one]) - 1)]
    return one if count == 1 else many


def counted(value: float) -> int:
    """Return what tells the singular from the plural of points, which may be a fraction: that is many."""
    return int(value) if float(value).is_integer() else 2


def verdict(value: str) -> str:
    """Return how a verdict, or what stands in its place, is called."""
    return VERDICTS[value]() if value in VERDICTS else value


@cache
def load(language: str, folder: str) -> Spoken:
    """Return a language to speak: what the course's folder does not say of it, ours may; of a dialect, its language."""
    names = list(dict.fromkeys((language, language.partition("_")[0])))
    places = [Path(place, name, "LC_MESSAGES", f"{DOMAIN}.po") for name in names for place in (folder, LOCALE) if place]
    found = [path for path in places if path.is_file()]
    if not found and ENGLISH not in names:
        raise GraderError(f"c.Words.language = {language!r}: there is no {places[0]}; translate {LOCALE}/{DOMAIN}.pot")
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()[:16]
    return Spoken(language, folder, tuple(map(read, found)), digest)


# How a test ended. A verdict itself, in a file or in the gradebook, is data, and stays as it is.
VERDICTS = {
    "passed": Sentence("passed"),
    "partly passed": Sentence("partly passed"),
    "failed": Sentence("failed"),
    "timed out": Sentence("timed out"),
    "kernel died": Sentence("kernel died"),
    "not run": Sentence("not run"),
    "tampered": Sentence("tampered"),
    "grader's own fault": Sentence("grader's own fault"),
    "held": Sentence("held"),
    "due": Sentence("due"),
}

# What a starter says.
STARTER = Sentence("Write your answer here, in place of the next line.")
UNWRITTEN = Sentence("Exercise {number}: {name} is not written yet")

# On the page of feedback, beside the template.
EXERCISE = Sentence("Exercise {number} - {title}")
ASKED = Sentence("You asked for another look at this: a person will read it.")
ASKED_MARKED = Sentence("You asked for another look; marked by your instructor.")
BY_A_PERSON = Sentence("A person marks this.")
BY_INSTRUCTOR = Sentence("Marked by your instructor.")
NO_ANSWER = Sentence("It was left as it was handed out.")
HIDDEN = Sentence("It passes the checks that you see, but not all of the others: try more cases, and unusual ones.")
# TRANSLATORS: said: what such a check says, in the course's own language.
HIDDEN_SAYS = Sentence("Of one of them it is said: {said}")
DIED = Sentence("Your code ended the kernel that it ran in; a person will look at it.")
NOT_RUN = Sentence("It was not run; a person will look at it.")
TAMPERED = Sentence("Its check did not work as it should in your notebook; a person will look at it.")
OUR_FAULT = Sentence("It could not be graded, which is no fault of yours; a person will look at it.")
WAS_DIED = Sentence("It had been held, since your code ended the kernel that it ran in.")
WAS_NOT_RUN = Sentence("It had been held, since it was not run.")
WAS_TAMPERED = Sentence("It had been held, since its check did not work as it should in your notebook.")
WAS_OUR_FAULT = Sentence("It had been held, since it could not be graded, which was no fault of yours.")
NO_FAULT = Sentence("It could not be graded, which is no fault of yours.")
STAND_IN = Sentence("This submission is held, and what follows is not the student's: {reason}")
# TRANSLATORS: root: letters and digits in groups, the beginning of the root of the log of all marks.
MARK_RECEIPT = Sentence("Receipt of this mark: {root}")
# TRANSLATORS: root: all of it; count: of the marks that the log has.
MARK_RECEIPT_WHOLE = Sentence("In full, over {count} mark: {root}", "In full, over {count} marks: {root}")
UNSHOWN = Sentence("This cannot be shown here.")
PICTURE = Sentence("(picture, not shown here: {name})")
NAMELESS = Sentence("without a name")
CUT = Sentence("[the output was cut here: too much of it]")
WITHHELD = Sentence("[not shown: it ran after the hidden part of a test]")
IDLE = Sentence("[not run for grading: no mark depends on it]")

# Why a test ended as it did: what stands here is told of "it", a cell or a test.
RAN_OVER = Sentence("it ran over {seconds:g} s")
INTERRUPTED = Sentence("it ran over {seconds:g} s and was interrupted")
NOT_INTERRUPTED = Sentence("it ran over {seconds:g} s and could not be interrupted")
REPLAY = Sentence("a replay could not be interrupted")
TRIED_TWICE = Sentence("{reason}; tried twice, the second time alone")
ITS_CELL = Sentence("its cell: {reason}")
OWN_CELL = Sentence("a cell of your own: {reason}")
TOO_LATE = Sentence("the notebook had run {seconds:g} s before")
KERNELS_LOST = Sentence("{count} kernel was lost before", "{count} kernels were lost before")
NOT_REACHED = Sentence("it was not reached")
BY_HAND = Sentence("marked by hand")
MEMORY = Sentence("it used more than {megabytes} MB of memory")
TOO_MUCH_SENT = Sentence("it sent more than can be read, or closed its connection")
# TRANSLATORS: how: one of the three that follow.
ENDED_KERNEL = Sentence("its code ended the kernel ({how})")
EXIT_CODE = Sentence("exit code {code}")
SIGNAL = Sentence("signal {number}")
NO_EXIT_CODE = Sentence("no exit code")
GIVEN_IMPORT = Sentence("the given cell {cell} could not import what it needs, {error}; is it installed?")
TEST_IMPORT = Sentence("the test could not import what it needs, {error}; is it installed where grading runs?")
NO_NUMBER = Sentence("its score came out as {score}, no number")
NO_CONTROL = Sentence("it passes, but no control run is known that would show that this is no accident (make bank)")
NOT_HEARD = Sentence("the judge did not hear the answer")
BROKE_OFF = Sentence("the answer's own process broke off while it was judged: {error}")
JUDGE_GIVEN = Sentence("the judge could not run a given cell of the lesson: {error}")
DISAGREE = Sentence("it passes where it stands, but the judge, which the notebook cannot reach, says: {reason}")
CONTROL = Sentence("its control run: {reason}")
CONTROL_PASSES = Sentence("it passes a stock wrong answer, too")
CONTROL_OTHER = Sentence("its control run did not end in the refusal that is known, but in {error}")
UNSTEADY = Sentence("it passes once, and does not when it is run again: {reason}")
MAGIC = Sentence("the cell that defines it begins with %%{magic}, which may keep no name")
FIRST_ERROR = Sentence("first, the answer's own cell ended in {error}")
SHADOWED = Sentence("your notebook gives {names} a meaning of its own: Python or the given cells need it")

# Remarks on what was handed in. name: of the exercise, the test or the file.
IN_OWN_CELL = Sentence("{name}: the answer was found in a cell of your own")
IN_OTHER_CELL = Sentence("{name}: the answer was found in another cell")
IN_TEXT = Sentence("{name}: the answer stood in a text cell; it was run as code")
TEXT_INSTEAD = Sentence("{name}: a text cell stands where the answer was; it was not run")
EDITED = Sentence("{name} was edited; the lesson's own version ran after yours")
IN_TEST = Sentence("what was written into the test {name} was run as a cell of its own")
ANSWER_IN_TEST = Sentence("the cell of the test {name} held an answer; it was run before the test")
NOT_RUN_IN_TEST = Sentence("what was written into the test {name} was not run")
ELSEWHERE = Sentence("The answer of {name} stands in another cell.")
NOT_HANDED_IN = Sentence("The cell of {name} was not handed in.")
MORE_REMARKS = Sentence("and {count} more", "and {count} more")
UNREADABLE_CELLS = Sentence("cells that cannot be read were left out")
HALF_CHARACTER = Sentence("half a character, which no file can hold, was replaced")
PASTED_IMAGE = Sentence("an image that was pasted into a text is not shown")
RENAMED = Sentence("{found} was taken for {name}: the file was renamed")
MORE_NOTEBOOKS = Sentence(
    "{count} more notebook beside it was left out", "{count} more notebooks beside it were left out"
)
LEFT_OUT = Sentence("left out, only the notebook is run: {names}")
LEFT_OUT_TOO = Sentence("left out, only the notebook is run: {names} and others")
UNREAD_REQUEST = Sentence("{name} was not read, {reason}: hand it in once more as a text file, .txt")
NO_TEXT = Sentence("it is no plain text")
UNCLEAR_REQUEST = Sentence(
    "We could not tell which exercise you mean where you say that your answer is right: a person will read it; to be "
    "sure, name it, as in My answer is right: Exercise 3"
)
SAME_ELSEWHERE = Sentence("the same as in {places}")
ABSENT = Sentence("{name} was not handed in")
NO_TIME = Sentence("the time in {file} could not be read, so that nothing is known of when it was handed in: {reason}")
NO_YEAR = Sentence("no time with a year: {said}")
NO_ZONE = Sentence("no time zone that is known: {said}")
NO_DATE = Sentence("no whole date: {said}")
WRONG_YEAR = Sentence("no year that can be: {year}")
GONE = Sentence("what was handed in is in submitted/ no more")
MARKED_BY_HAND = Sentence("marked by hand: {reason}")
LATE_UNKNOWN = Sentence("what being late costs could not be worked out anew ({error})")
NO_PAGE = Sentence("its page of feedback could not be made, the next run tries again ({error})")
NOT_NAMED = Sentence("known mistakes are not named ({error})")

# Why what was handed in cannot be read; the place stands in front of it, and behind it, at times, HINT.
HINT = Sentence("ask for the file as JupyterLab saves it")
LINK = Sentence("a link, and links are not followed; hand in the file itself")
ZIPPED_LINK = Sentence("a link, and links are not followed; zip the file itself")
MISSING = Sentence("missing; it holds {names}")
MISSING_EMPTY = Sentence("missing, the folder is empty")
MISSING_WHICH = Sentence("missing; which of these is the lesson: {names}? Rename it")
TWO_PLACES = Sentence("{places}: handed in at more than one place, and not the same; leave one")
AND = Sentence(" and ")
NO_FILE = Sentence("no file")
TOO_LARGE = Sentence("larger than {megabytes} MB; clear its outputs and hand it in again")
TOO_LARGE_UNPACKED = Sentence("larger than {megabytes} MB unpacked; clear its outputs")
TOO_MANY_FILES = Sentence("holds more than {most} files; zip the notebook alone")
NO_ZIP = Sentence("no zip file that can be read, is it whole? Send it again")
OUTSIDE = Sentence("the member {name} points outside the zip file; zip it again")
NO_NOTEBOOK_IN = Sentence("holds no notebook; {name} was due")
ANOTHER_NOTEBOOK = Sentence("{name} was due, and this is another notebook of the lesson")
WHICH_IN_ZIP = Sentence("which of these is the lesson: {names}? Leave only one")
TOO_DEEP_ZIP = Sentence("a zip file in a zip file, {depth} deep; zip the notebook alone")
PASSWORD = Sentence("cannot be unpacked, it has a password; send it again")
BROKEN_OFF = Sentence("cannot be unpacked, it may have broken off; send it again")
EMPTY = Sentence("empty, a file of {count} byte; hand it in again", "empty, a file of {count} bytes; hand it in again")
NO_CELLS = Sentence("not a notebook, it holds no cells")
NO_NOTEBOOK = Sentence("not a notebook that can be read ({reason})")
CELLS_ARE_NONE = Sentence("its cells are none")
FORMAT = Sentence("of notebook format {version}, which is not known here; save it as format 4")
TOO_MANY_CELLS = Sentence(
    "{count} cell, more than {most}; hand in the lesson alone",
    "{count} cells, more than {most}; hand in the lesson alone",
)
BLANK = Sentence("a notebook without a filled cell; hand in the one you worked in")
TOO_MUCH_TEXT = Sentence("more than {megabytes} MB of text in its cells; leave them out")
ENCODING = Sentence("broken text, {encoding} was expected")
BROKEN_JSON = Sentence("not a notebook, the JSON breaks off or is wrong at line {line}")
DEEP_JSON = Sentence("not a notebook, its JSON is nested too deeply")
UNREADABLE = Sentence("cannot be read ({reason})")
FOREIGN = Sentence("not this lesson's notebook, {looks}; {due} was due here")
LOOKS_LIKE = Sentence("it looks like {title}")
NOTHING_KNOWN = Sentence("none of its cells is known here")
THIS_NOTEBOOK = Sentence("this lesson's notebook")
TOO_SLOW = Sentence("cannot be read in {seconds:g} s; look for what is very long")
ENDED_READER = Sentence("ended what was reading it; look for what is very long or deeply nested")
TOO_MUCH_MEMORY = Sentence("takes too much memory to be read; look for what is very long or has very many parts")
NESTED = Sentence("is nested too deeply to be read")
CANNOT_OPEN = Sentence("it cannot be opened ({reason})")
CANNOT_READ = Sentence("it cannot be read ({reason})")
NO_REGULAR_FILE = Sentence("it is no regular file")
TOO_LONG = Sentence("it is longer than {count} byte", "it is longer than {count} bytes")
TABLE = Sentence("Table")

# What Validate says, in JupyterLab and on a terminal. title: of an exercise; name: of a test.
EXERCISE_POINTS = Sentence("{title}: {points:g} of {of:g} points")
VISIBLE_SUM = Sentence("{points:g} of {of:g} points by the visible checks; hidden ones are run at grading.")
NOT_YET = Sentence("not yet")
NOT_STARTED = Sentence("not started")
MORE_BY_HAND = Sentence("{points:g} points more are given by a person.")
CHANGED_TEST = Sentence("The test {name} is not as it was handed out: yours ran here, at grading the lesson's own.")
CHANGED_TYPE = Sentence("The test {name} is no code any more and did not run; at grading the lesson's own runs.")
MISSING_TEST = Sentence("A test of this exercise is missing here; at grading the lesson's own runs.")
COPIED_TEST = Sentence(
    "The test {name} stands here {count} time; one counts.", "The test {name} stands here {count} times; one counts."
)
OWN_ERROR = Sentence("A cell outside of the tests ended in an error: {error}")
NO_TESTS = Sentence("{name} has no tests, so that there is nothing to validate: open a lesson's notebook.")
NOT_FOUND = Sentence("{name} is not there; save it first")
NOT_VALIDATED = Sentence("It could not be run, which is no fault of yours: {reason}")
WORKER_GONE = Sentence("What runs the notebooks has ended; validate again.")
STARTING = Sentence("starting a kernel")
RUNNING_ABOVE = Sentence("running what stands above the exercises")
RUNNING_EXERCISE = Sentence("running: exercise {number} of {count}")
STOPPED = Sentence("Stopped before the end.")
STOP = Sentence("Stop")
AGAIN = Sentence("Validate again")
CLOSE = Sentence("Close")
