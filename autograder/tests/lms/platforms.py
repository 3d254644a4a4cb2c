"""Exports as the platforms write them, and how each reads back what it is given, by its documentation and sources."""

import csv
import io
import re

from autograder.lms.roster import Person

# Names of every kind; some have marks, "held" or "missing".
PEOPLE = {
    "ada": Person("ada", "Ada Byron", "Ada", "Byron", "ada@x.org", "A", "12"),
    "bob": Person("bob", "Bob O'Neil", "Bob", "O'Neil", "bob@x.org", "", "13"),
    "eve": Person("eve", 'Eve "Evi" von Stein, Jr.', 'Eve "Evi"', "von Stein, Jr.", "eve@x.org", "B", "14"),
    "name_1": Person("name_1", "Jürgen Groß_Maß", "Jürgen", "Groß_Maß", "jg@x.org", "", "15"),
    "000123": Person("000123", "فاطمة الزهراء", "فاطمة", "الزهراء", "fz@x.org", "", ""),
    "=1+1": Person("=1+1", "=cmd|' /C calc'!A0 \n2", "=cmd|' /C calc'!A0", "\n2", "x@x.org", "", "17"),
}
MARKS = {"ada": 4.5, "bob": "held", "eve": 5.0, "name_1": 10 / 3, "000123": 0.0, "=1+1": 1.0}

WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\r\n'
    'Participant 12,Ada Byron,ada@x.org,"Submitted for grading - ",,5.00,Yes,-,-,\r\n'
    'Participant 913,"Bob O\'Neil",bob@x.org,"Submitted for grading - ",2.00,5.00,Yes,-,-,"well, ""done""\nfor now"\r\n'
    'Participant 914,"Eve ""Evi"" von Stein, Jr.",,Draft,5.00,5.00,Yes,-,-,\r\n'
    'Participant 915,Jürgen Groß Maß,jg@x.org,,"1,00",5.00,Yes,-,-,=1+1\r\n'
    "Participant 916,فاطمة الزهراء,fz@x.org,,,5.00,Yes,-,-,\r\n"
    "Participant 14,Somebody Else,else@x.org,,3.00,5.00,Yes,-,-,\r\n"
    "Participant 918,,x@x.org,,,5.00,Yes,-,-,"
)
GERMAN = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\n'
    'Teilnehmer/in12,"Ada Byron",ada@x.org,,,"5,00",Ja,-,-,\n'
    'Teilnehmer/in15,"Jürgen Groß Maß",jg@x.org,,,"5,00",Ja,-,-,\n'
)
EXPORT = (
    '"First name","Last name","ID number",Institution,Department,"Email address","Assignment: 1-small (Real)",'
    '"Course total (Real)","Last downloaded from this course"\n'
    "Ada,Byron,,,,ada@x.org,-,-,1790000000\n"
    "Bob,O'Neil,,,,bob@x.org,-,-,1790000000\n"
    "فاطمة,الزهراء,000123,,,,-,-,1790000000\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,1-small (77),Old work (78),Current Score,Final Score\n"
    ",,,,,Manual Posting,,,\n"
    "    Points Possible,,,,,5.00,10.00,(read only),(read only)\n"
    '"Byron, Ada",12,,ada,A,,9,90.0,90.0\n'
    '"O\'Neil, Bob",13,,bob,A,2,,,\n'
    '"von Stein, Jr., Eve ""Evi""",14,,eve@x.org,"A and B",EX,,,\n'
    '"Groß_Maß, Jürgen",1015,15,jg,A,1.0,,,\n'
    "الزهراء فاطمة,1016,000123,fz,A,N/A,,,\n"
    '"Student, Test",99,,aab3,A,,,,\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,1-small Points Grade <Numeric MaxPoints:5 Weight:10>,"
    "Other Points Grade <Numeric MaxPoints:5>,End-of-Line Indicator\r\n"
    "#12,#ada,Byron,Ada,,1,#\r\n"
    "#13,#bob,O'Neil,Bob,2,1,#\r\n"
    '#14,#eve,"von Stein, Jr.","Eve ""Evi""",5,1,#\r\n'
    "#000123,#fz,الزهراء,فاطمة,,1,#\r\n"
)


def rows(data, encoding="utf-8-sig"):
    """Return the rows of a CSV file as Python's csv module reads them."""
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def unformatted(said):
    """Return a number as Moodle's unformat_float() does it, None where there is none."""
    said = said.strip().replace(" ", "").replace(",", ".")
    return float(said) if said else None


def worksheet(data):
    """Return {participant: grade} as mod/assign/feedback/offline takes it: an empty grade is passed over."""
    heading, *others = rows(data)
    named = {"Identifier": "Identifier", "ID": "Identifier", "Bewertung": "Grade", "Grade": "Grade"}
    at = {named[name]: place for place, name in enumerate(heading) if name in named}
    assert any(name in heading for name in ("Last modified (grade)", "Zuletzt geändert (Bewertung)"))
    found = {re.search(r"\d+$", row[at["Identifier"]])[0]: unformatted(row[at["Grade"]]) for row in others}
    return {key: grade for key, grade in found.items() if grade is not None}


def grade_import(data, column):
    """Return {e-mail: grade} as grade/import/csv takes it; a row without an address would be the last one's."""
    heading, *others = rows(data)
    email, grade = heading.index("Email address"), heading.index(column)
    assert all(row[email] for row in others)
    return {row[email]: None if row[grade] in ("", "-") else unformatted(row[grade]) for row in others}


def canvas(data):
    """Return {(id, login, name): {assignment: grade}} as lib/gradebook_importer.rb takes it, and the points."""
    heading, *others = rows(data)
    assert heading[0] == "Student" and heading[1] == "ID" and heading[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    titles = [name for name in heading[5:] if not re.search("Current Score|Final Score", name)]
    points, found = {}, {}
    for row in others:
        if "Points Possible" in row[0]:
            points = dict(zip(titles, row[5:], strict=False))
        elif any(each.strip() and not re.fullmatch("(?i)muted", each.strip()) for each in row) and row[0].strip():
            found[row[1], row[3], row[0]] = dict(zip(titles, row[5:], strict=False))
    return found, points


def brightspace(data, item):
    """Return {username: points}, by D2L's article on importing grades."""
    heading, *others = rows(data)
    assert heading[-1] == "End-of-Line Indicator" and all(row[-1] == "#" for row in others)
    (at,) = (place for place, name in enumerate(heading) if name.partition(" Points Grade")[0] == item)
    return {row[heading.index("Username")].removeprefix("#"): row[at] for row in others}
