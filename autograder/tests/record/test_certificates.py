"""Certificates are issued once for the same facts, replaced and withdrawn; a code is valid only for what was issued."""

import hashlib
import hmac
import json
import re
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.errors import CertificateError
from autograder.record import certificate, certificates, seal, verify
from autograder.record.certificate import Earned
from autograder.record.issued import DRAWN, ISSUED, REPLACED, WITHDRAWN
from autograder.tests.certified import CODE, check, code_of, earned, facts, issue, opened, reached

NAMES = ["<script>alert(1)</script> & 'x' \"y\" ]]>", "فاطمة الزهراء", "👩‍👩‍👧‍👦😀", "W" * 200, "Z\u0301\u0302\u030aoe"]


def files(root):
    """Return {name: bytes} of the folder of certificates, but for the lock."""
    return {path.name: path.read_bytes() for path in (root / "certificates").iterdir() if path.name != ".lock"}


def test_issued_once_for_the_same_facts(tmp_path):
    """The code and the date stay; nothing is written anew."""
    assert issue(tmp_path, reached())["ada"][0] == "issued"
    code, before = code_of(tmp_path), files(tmp_path)
    assert set(before) == {"ada.html", "ada.svg", "register.json"}
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "certificates").iterdir()}
    assert issue(tmp_path, reached(), today="2026-04-01")["ada"] == ("as it was", f"as it was, code {code}")
    assert files(tmp_path) == before and {path: path.stat().st_mtime_ns for path in times} == times
    assert check(tmp_path, code) == (
        True,
        f"{code}: valid\n  Ada Byron (ada), Numbers, 15.5 of 20 points, issued on 2026-03-01\n"
        "  7 of 10 in 1-double; 8.5 of 10 in 2-halve",
    )


def test_the_key_is_the_owner_s_alone(tmp_path):
    """It is made once, 256 random bits."""
    issue(tmp_path, reached())
    key = tmp_path / "certificates.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and not seal.is_open(key)
    assert re.fullmatch("[0-9a-f]{64}\n", key.read_text())
    before = key.read_bytes()
    issue(tmp_path, reached(), reached("bob", "Bob"))
    assert key.read_bytes() == before
    issue(tmp_path / "other", reached())
    assert (tmp_path / "other" / "certificates.key").read_bytes() != before
    key.chmod(0o640)
    assert seal.is_open(key)


def test_a_code_is_an_hmac_of_all_that_is_stated():
    """RFC 2104 with SHA-256, a hundred bits of it; every fact counts."""
    key = seal.Key(None, b"k" * 32)
    base = facts()
    digest = hmac.new(b"k" * 32, b"certificate 1\n" + base.stated(), hashlib.sha256).digest()
    number = int.from_bytes(digest) >> 156
    letters = "".join(seal.ALPHABET[number >> 5 * place & 31] for place in range(19, -1, -1))
    assert key.code(base.stated()) == "-".join(re.findall("....", letters))
    others = [facts(name="Ada"), facts(student="eve"), facts(lessons=earned(8, 8.5)), facts(course="N")]
    others += [facts(issuer="B"), facts(date="2026-03-02"), facts(lessons=earned(7))]
    others += [facts(lessons=(Earned("1-double", "D", 7.0, 10.0), *earned(7, 8.5)[1:]))]
    codes = {key.code(each.stated()) for each in [base, *others]}
    assert len(codes) == len(others) + 1
    assert key.code(base.stated()) != seal.Key(None, b"K" * 32).code(base.stated())


@pytest.mark.parametrize(
    "typed",
    [
        "39AB-51ST-F1F9-JSR7-2WP0",
        "39ab51stf1f9jsr72wp0",
        " 39ab 5lst fif9 jsr7 2wpo ",
        "39AB–5IST–FLF9–JSR7–2WPO",
        "３９ＡＢ-51ST-F1F9-JSR7-2WP0",
    ],
)
def test_what_is_typed_from_paper(typed):
    """Lower case, spaces, other dashes and look-alikes are all right."""
    assert seal.grouped(seal.letters(typed)) == CODE


def test_codes_in_several_words(tmp_path):
    """As a shell gives them; files and codes in one go."""
    words = ["39AB", "51ST", "F1F9-JSR7", "2WP0", "a.html", "x/y", CODE, "39AB", "51"]
    assert verify.asked(words) == ["39AB 51ST F1F9-JSR7 2WP0", "a.html", "x/y", CODE, "39AB 51"]
    issue(tmp_path, reached())
    assert check(tmp_path, "39AB 51") == (False, "39AB 51: no code, which has 20 letters and digits; this has 6")
    assert check(tmp_path, CODE) == (False, f"{CODE}: unknown: no certificate of this course has that code")
    assert check(tmp_path, f"{CODE[:-1]}ö")[0] is False
    assert check(tmp_path, code_of(tmp_path).lower().replace("-", " "))[0] is True


def test_replaced_where_marks_have_changed(tmp_path):
    """The old one is told apart, by its code and by its file; the new one is valid."""
    issue(tmp_path, reached())
    old = code_of(tmp_path)
    kept = shutil.copy(tmp_path / "certificates" / "ada.html", tmp_path / "kept.html")
    what, line = issue(tmp_path, reached(marks=(9, 8.5)), today="2026-04-01")["ada"]
    new = code_of(tmp_path)
    assert (what, new != old) == ("issued", True)
    assert line == f"issued, code {new}, in place of {old}: 9 of 10, not 7 of 10, in 1-double"
    assert check(tmp_path, new)[0] and check(tmp_path, tmp_path / "certificates" / "ada.svg")[0]
    for word in (old, kept):
        valid, said = check(tmp_path, word)
        assert not valid and f"replaced by {new} on 2026-04-01" in said
    assert [each.event for each in opened(tmp_path).entries] == [ISSUED, ISSUED, REPLACED]
    # A change that is taken back on the same day: the first one stands again.
    issue(tmp_path, reached())
    assert code_of(tmp_path) == old and check(tmp_path, kept)[0] and not check(tmp_path, new)[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Ada King"}, "its name is 'Ada King', not 'Ada Byron'"),
        ({"course": "Words"}, "its course is 'Words', not 'Numbers'"),
        ({"issuer": ""}, "its issuer is '', not 'A school'"),
        ({"lessons": earned(7)}, "2-halve is left out"),
        ({"lessons": (*earned(7, 8.5), Earned("3-x", "3", 1.0, 1.0))}, "3-x is new"),
        ({"lessons": (Earned("1-double", "Twice", 7.0, 10.0), earned(7, 8.5)[1])}, "1-double is called 'Twice', not"),
        ({"lessons": earned(7, 8.5)[::-1]}, "its lessons are in another order"),
        ({"date": "2026-03-02"}, "its date is 2026-03-02, not 2026-03-01"),
    ],
)
def test_what_has_changed_is_said(change, said):
    """In one line."""
    assert certificate.changes(facts(), facts(**change)).startswith(said)


def test_withdrawn_where_a_regrade_says_so(tmp_path):
    """It stays in the register, its files go, and that is said; it may be earned again."""
    issue(tmp_path, reached(), reached("bob", "Bob"))
    old = code_of(tmp_path)
    kept = shutil.copy(tmp_path / "certificates" / "ada.svg", tmp_path / "kept.svg")
    lacks = ["2-halve is held"]
    told = issue(tmp_path, reached(lacks=lacks), reached("bob", "Bob"), today="2026-04-01")
    assert told["ada"] == ("withdrawn", f"withdrawn, code {old}, and its files removed: 2-halve is held")
    assert told["bob"][0] == "as it was"
    assert set(files(tmp_path)) == {"bob.html", "bob.svg", "register.json"}
    assert check(tmp_path, old)[1].startswith(f"{old}: withdrawn on 2026-04-01: 2-halve is held\n  Ada Byron")
    assert not check(tmp_path, old)[0] and not check(tmp_path, kept)[0]
    assert issue(tmp_path, reached(lacks=lacks))["ada"] == ("not yet", "not yet: 2-halve is held")
    assert issue(tmp_path, reached(), today="2026-05-01")["ada"][0] == "issued"
    assert code_of(tmp_path) != old
    assert [each.event for each in opened(tmp_path).entries] == [ISSUED, ISSUED, WITHDRAWN, ISSUED]


def test_one_student_alone(tmp_path):
    """Nothing is looked at of the others; who is in the gradebook no more keeps what was issued."""
    issue(tmp_path, reached(), reached("bob", "Bob"))
    told = issue(tmp_path, reached(lacks=["x"]), reached("bob", "Bob", lacks=["y"]), only="bob")
    assert list(told) == ["bob"] and check(tmp_path, code_of(tmp_path))[0]
    told = issue(tmp_path, reached("eve", "Eve"))
    assert told["ada"][1].endswith("though nobody of that name is in the gradebook") and told["eve"][0] == "issued"
    assert check(tmp_path, code_of(tmp_path))[0]


def test_files_that_are_gone_or_edited_are_made_anew(tmp_path):
    """By the next run, with the same code; a link in their place is not followed."""
    issue(tmp_path, reached())
    code, before, folder = code_of(tmp_path), files(tmp_path), tmp_path / "certificates"
    (folder / "ada.html").unlink()
    (folder / "ada.svg").write_text("<svg/>", encoding="utf-8")
    assert issue(tmp_path, reached())["ada"][1] == f"as it was, code {code} (its files were made anew)"
    assert files(tmp_path) == before
    outside = tmp_path / "outside.html"
    outside.write_text("mine", encoding="utf-8")
    (folder / "ada.html").unlink()
    (folder / "ada.html").symlink_to(outside)
    issue(tmp_path, reached())
    assert files(tmp_path) == before and outside.read_text(encoding="utf-8") == "mine"


def test_pages_that_come_to_look_otherwise(tmp_path, monkeypatch):
    """What was issued in the old form is valid, and so is what is drawn in the new one; another is not."""
    issue(tmp_path, reached())
    code = code_of(tmp_path)
    kept = shutil.copy(tmp_path / "certificates" / "ada.html", tmp_path / "kept.html")
    old = certificate.FORMS["html"]
    monkeypatch.setitem(certificate.FORMS, "html", lambda *facts: old(*facts).replace("<h1>", "<h1 class='new'>"))
    assert issue(tmp_path, reached())["ada"] == ("as it was", f"as it was, code {code}")
    assert check(tmp_path, kept)[0]
    drawn = tmp_path / "drawn.html"  # by hand, from the same facts
    drawn.write_text(certificate.FORMS["html"](facts(), code), encoding="utf-8")
    assert check(tmp_path, drawn)[0]
    (tmp_path / "certificates" / "ada.html").unlink()
    issue(tmp_path, reached())
    assert [each.event for each in opened(tmp_path).entries] == [ISSUED, DRAWN]
    monkeypatch.undo()
    assert (
        check(tmp_path, kept)[0]
        and check(tmp_path, tmp_path / "certificates" / "ada.html")[0]
        and check(tmp_path, code)[0]
    )


def forge(root, form, change):
    """Write a student's certificate of a form, changed by a function of its text; return its path."""
    text = (root / "certificates" / f"ada.{form}").read_text(encoding="utf-8")
    assert change(text) != text
    path = root / f"forged.{form}"
    path.write_text(change(text), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["html", "svg"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("7 of 10", "10 of 10"), "changed: it does not show what it states: line "),
        (lambda text: re.sub(r"15\.5 of 20", "20 of 20", text), "changed: it does not show what it states: line "),
        (lambda text: text.replace(">Ada Byron<", ">Eve<"), "Eve</"),
        (lambda text: text.replace('"mark": 7.0', '"mark": 10.0'), "forged: what it states is not what its code was"),
        (lambda text: text.replace('"mark": 7.0', '"mark": 10.0'), ": 10 of 10, not 7 of 10, in 1-double"),
        (lambda text: text.replace("Ada Byron", "Eve"), "its name is 'Eve', not 'Ada Byron'"),
        (lambda text: text.replace('"mark": 7.0', '"mark": 7'), "what it states was changed: it cannot be read"),
        (lambda text: text.replace('"course"', '"curse"'), "what it states was changed: it cannot be read"),
        (lambda text: text.replace('{"code"', '[{"code"'), "what it states was changed: it cannot be read"),
        (lambda text: text.replace("metadata", "desc").replace("application/json", "x"), "no certificate: it states"),
        (lambda text: text + text, "no certificate: it states nothing that can be checked"),
        (lambda text: f"{text}\n", "it differs in white space alone; its code can be checked by itself"),
        (lambda text: text.replace("\n", "\r\n"), "it differs in white space alone"),
        (lambda text: text.replace('"mark": 7.0', '"mark":  7.0'), "it differs in white space alone"),
        (
            lambda text: text.replace("</title>", "</title><style>b{}</style>"),
            "changed: it does not show what it states",
        ),
    ],
)
def test_a_file_that_was_edited(tmp_path, form, change, said):
    """What is shown, what is stated, the form of it: one character is enough, and what differs is told in one line."""
    issue(tmp_path, reached())
    path = forge(tmp_path, form, change)
    valid, told = check(tmp_path, path)
    assert not valid and told.startswith(f"{path}: ") and said in told and "\n" not in told


@pytest.mark.parametrize("form", ["html", "svg"])
def test_a_code_of_another(tmp_path, form):
    """A code that is valid itself, of another student, is not that of these facts; nor is one that is made up."""
    issue(tmp_path, reached(), reached("bob", "Bob", (10, 10)))
    other = code_of(tmp_path, "bob")
    for code in (other, CODE):
        path = forge(tmp_path, form, lambda text, code=code: text.replace(code_of(tmp_path), code))
        valid, told = check(tmp_path, path)
        assert not valid and "forged: what it states is not what its code was made of" in told
        assert ("its name is 'Ada Byron', not 'Bob'" in told) == (code == other)


def test_a_file_that_is_none(tmp_path):
    """One line each."""
    issue(tmp_path, reached())
    (tmp_path / "bytes.svg").write_bytes(b"\xff\xfe")
    (tmp_path / "large.html").write_bytes(b" " * 1_000_001)
    (tmp_path / "link.html").symlink_to(tmp_path / "certificates" / "ada.html")
    (tmp_path / "deep.html").write_text(f'<metadata id="certificate">{"[" * 100_000}</metadata>', encoding="utf-8")
    lines = {"bytes.svg": "it is no text", "large.html": "longer than", "link.html": "cannot be opened"}
    lines |= {
        "deep.html": "cannot be read as facts",
        "none.html": "there is no such file",
        "certificates": "regular file",
    }
    for name, said in lines.items():
        valid, told = check(tmp_path, tmp_path / name)
        assert not valid and said in told and "\n" not in told, name


def test_another_course_s_certificate(tmp_path):
    """It says nothing here; nor does one that the register does not have, whose code is right."""
    issue(tmp_path / "here", reached())
    issue(tmp_path / "there", reached())
    valid, told = check(tmp_path / "here", tmp_path / "there" / "certificates" / "ada.html")
    assert not valid and "forged: what it states is not what its code was made of" in told
    kept = shutil.copy(tmp_path / "here" / "certificates" / "ada.html", tmp_path / "kept.html")
    shutil.rmtree(tmp_path / "here" / "certificates")
    issue(tmp_path / "here", reached("bob", "Bob"))
    valid, told = check(tmp_path / "here", kept)
    assert not valid and "its code is right, and the register does not know it" in told


def test_a_key_that_is_lost(tmp_path):
    """One line; no other is made, nothing is written."""
    issue(tmp_path, reached())
    (tmp_path / "certificates.key").rename(tmp_path / "kept.key")
    before = files(tmp_path)
    for act in (lambda: issue(tmp_path, reached(marks=(9, 9))), lambda: check(tmp_path, CODE)):
        with pytest.raises(
            CertificateError, match=r"certificates\.key: the key of the codes in .* is missing, .*; put"
        ):
            act()
    assert files(tmp_path) == before and not (tmp_path / "certificates.key").exists()
    (tmp_path / "kept.key").rename(tmp_path / "certificates.key")
    assert issue(tmp_path, reached())["ada"][0] == "as it was"


def test_a_key_that_was_replaced(tmp_path):
    """One line says so; with the right one back all is as it was. One that is broken is not made anew."""
    issue(tmp_path, reached())
    key, before = tmp_path / "certificates.key", files(tmp_path)
    right = key.read_bytes()
    for data, said in ((b"0" * 64, "was made with another key; put that key back"), (right[:30], "no key of certif")):
        key.write_bytes(data)
        for act in (lambda: issue(tmp_path, reached(marks=(9, 9))), lambda: check(tmp_path, CODE)):
            with pytest.raises(CertificateError, match=f"^{key}: .*{said}"):
                act()
        assert key.read_bytes() == data and files(tmp_path) == before
    key.unlink()
    key.mkdir()
    with pytest.raises(CertificateError, match="no regular file"):
        issue(tmp_path, reached())
    key.rmdir()
    key.write_bytes(right)
    assert issue(tmp_path, reached())["ada"][0] == "as it was"


def test_no_certificates_yet(tmp_path):
    """Verify makes nothing."""
    with pytest.raises(CertificateError, match="no key, so no certificate was issued here"):
        check(tmp_path, CODE)
    assert list(tmp_path.iterdir()) == []


def rewritten(path, change):
    """Change the entries of a register, as plain data, by a function."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(change(entries)), encoding="utf-8")


def first_edited(entries):
    """Give a student better marks."""
    entries[0]["facts"]["lessons"][0]["mark"] = 10.0
    return entries


def one_added(entries):
    """Add a copy of the last entry for another student."""
    return [*entries, entries[-1] | {"facts": entries[-1]["facts"] | {"student": "eve"}, "code": CODE}]


@pytest.mark.parametrize(
    "change",
    [
        first_edited,
        one_added,
        lambda entries: entries[1:],
        lambda entries: entries[::-1],
        lambda entries: [*entries, entries[-1]],
        lambda entries: [entries[0] | {"event": "withdrawn"}, *entries[1:]],
        lambda entries: [entries[0] | {"files": {}}, *entries[1:]],
        lambda entries: [{**entries[0], "more": 1}, *entries[1:]],
        lambda entries: [{}, *entries],
        lambda entries: [entries[0] | {"seal": 5}, *entries[1:]],
        lambda entries: [entries[0] | {"seal": ""}, *entries[1:]],
        lambda entries: {"entries": entries},
        lambda entries: ["x"],
    ],
)
def test_a_register_that_others_have_written(tmp_path, change):
    """Found, without fail, by whoever issues or verifies; one line, and it is left as it is."""
    issue(tmp_path, reached(), reached("bob", "Bob"))
    path, code = tmp_path / "certificates" / "register.json", code_of(tmp_path)
    rewritten(path, change)
    before = files(tmp_path)
    for act in (lambda: issue(tmp_path, reached(marks=(9, 9))), lambda: check(tmp_path, code)):
        with pytest.raises(CertificateError, match=f"^{path}: .*put it back from a backup$"):
            act()
    assert files(tmp_path) == before


@pytest.mark.parametrize("data", [b"", b"[", b"\xff", b"[" * 100_000, b'[{"event": "issued"'])
def test_a_register_that_is_broken(tmp_path, data):
    """Nothing is written over it."""
    issue(tmp_path, reached())
    path = tmp_path / "certificates" / "register.json"
    path.write_bytes(data)
    with pytest.raises(CertificateError, match="broken, and was left as it is; put it back from a backup"):
        issue(tmp_path, reached(marks=(9, 9)))
    assert path.read_bytes() == data
    path.unlink()
    with pytest.raises(CertificateError, match="the register of the certificates beside it is missing; put it back"):
        issue(tmp_path, reached())
    assert not path.exists()


def test_a_register_without_the_right_code_is_forged(tmp_path):
    """Even a line that the key has sealed says nothing of a code that is not that of its facts."""
    issue(tmp_path, reached())
    register = opened(tmp_path)
    register.add(ISSUED, CODE, "2026-03-01", facts=facts(student="eve"))
    register.save()
    assert check(tmp_path, CODE) == (False, f"{CODE}: forged: the register states of it what the code is not of")


def test_where_nothing_can_be_written(tmp_path):
    """One line; a key, a register and a certificate are there whole or not at all, and the next run goes on."""
    place = tmp_path / "certificates"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(CertificateError, match=r"certificates: cannot be written \(.*\); nothing was issued"):
        issue(tmp_path, reached())
    assert [path.name for path in tmp_path.iterdir()] == ["certificates"]
    place.unlink()
    (place / "register.json").mkdir(parents=True)
    with pytest.raises(CertificateError):
        issue(tmp_path, reached())
    assert not (tmp_path / "certificates.key").exists()
    (place / "register.json").rmdir()
    (place / "ada.svg").mkdir(parents=True)
    with pytest.raises(CertificateError, match="the register of the certificates beside it is missing"):
        issue(tmp_path, reached())
    (place / "ada.svg").rmdir()
    issue(tmp_path, reached("bob", "Bob"))
    (place / "ada.svg").mkdir()
    (place / "ada.svg" / "x").write_text("", encoding="utf-8")
    with pytest.raises(CertificateError, match=r"ada\.svg: cannot be written \(.*; run again, and the files are made"):
        issue(tmp_path, reached(), reached("bob", "Bob"))
    code = code_of(tmp_path)
    shutil.rmtree(place / "ada.svg")
    assert issue(tmp_path, reached())["ada"] == ("as it was", f"as it was, code {code} (its files were made anew)")
    assert check(tmp_path, place / "ada.svg")[0]
    assert not [path for path in place.iterdir() if path.name.endswith(".tmp")]


def test_runs_at_once(tmp_path):
    """One key, and one certificate each."""
    students = [reached(f"s{number}", f"Student {number}") for number in range(5)]
    with ThreadPoolExecutor(8) as executor:
        told = list(executor.map(lambda _: issue(tmp_path, *students), range(8)))
    assert sorted(each["s0"][0] for each in told) == ["as it was"] * 7 + ["issued"]
    assert len(opened(tmp_path).entries) == len(students)
    assert all(check(tmp_path, path)[0] for path in (tmp_path / "certificates").glob("s*"))


IDS = [
    "ada",
    "Ada Byron",
    "Zoë Weiß",
    "a/b",
    "a∕b",
    "a⁄b",
    "a\\b",
    "..",
    ".lock",
    "../x",
    "a%2Fb",
    "register",
    "x" * 300,
]
IDS += ["x" * 299 + "y", "a\nb", "a\x00b", "-rf", "a*b", "a:b", "é", "e\u0301", "日本", "'q'", "ada~1", ""]


def test_every_student_has_files_of_his_own(tmp_path):
    """Whatever the id: in the folder, none over another's, and each verifies by its file."""
    issue(tmp_path, *(reached(each, each) for each in IDS))
    folder = tmp_path / "certificates"
    assert len({certificates.stem(each) for each in IDS}) == len(IDS)
    assert len(list(folder.iterdir())) == 2 * len(IDS) + 2  # the register, and the lock
    assert {path.name for path in tmp_path.iterdir()} == {"certificates", "certificates.key"}
    for each in IDS:
        for form in certificate.FORMS:
            path = folder / f"{certificates.stem(each)}.{form}"
            assert check(tmp_path, path)[0] and certificate.read(path.read_text(encoding="utf-8"))[1].student == each
    told = issue(tmp_path, *(reached(each, each, lacks=["x"]) for each in IDS))
    assert {what for what, _ in told.values()} == {"withdrawn"}
    assert {path.name for path in folder.iterdir()} == {"register.json", ".lock"}


def test_only_the_last_lines_of_the_register_may_be_cut(tmp_path):
    """So seal.py says: without them it is as it was before."""
    issue(tmp_path, reached())
    issue(tmp_path, reached(lacks=["x"]))
    code = opened(tmp_path).entries[0].code
    rewritten(tmp_path / "certificates" / "register.json", lambda entries: entries[:-1])
    assert check(tmp_path, code)[0]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stated_comes_back(name):
    """From either form, whatever a name holds; it is shown as text alone."""
    stated = facts(name=name, student=f"{name}!")
    for form, make in certificate.FORMS.items():
        made = make(stated, CODE)
        assert certificate.read(made) == (form, stated, CODE)
        assert "<script>alert" not in made


def test_names_and_titles_of_a_width():
    """A long one is set smaller, so that it fits its box; a table of many rows, too."""
    assert [certificate.set_as("x" * count) for count in (40, 41, 101)] == ["short", "long", "longer"]
    rows = [
        certificate.table_as([Earned("x", "x" * width, 1.0, 1.0)] * count)
        for count, width in ((5, 9), (13, 9), (13, 99))
    ]
    assert rows == ["few", "many", "most"]
