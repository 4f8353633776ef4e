"""People from a table: read a CSV as offices save one; `people_plan` works out what it would change.

Columns `slack_user_id,email,name,phone,office,roles,deputy` in any order; only id or e-mail must be there.
An empty cell leaves what is entered, a dash clears it. Nothing here knows the database or the chat.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from planning.catalogue.wording import fold
from planning.people import NAME_LENGTH, Role

COLUMNS = ("slack_user_id", "email", "name", "phone", "office", "roles", "deputy")
CLEARED = "-"
MOST_BYTES = 2_000_000
USER_ID = re.compile(r"[UW][A-Z0-9]{1,31}")
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")

ROLE_WORDS: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    "geschaeftsstelle": Role.SECRETARIAT,
    "amt": Role.OFFICE,
    "fachamt": Role.OFFICE,
    "planung": Role.PLANNER,
    "stadtplanung": Role.PLANNER,
    "leitung": Role.LEAD,
    "lesend": Role.READER,
}
CONTACT_WORDS = frozenset({"contact", "lead_contact", "ansprechperson"})


class Reason(StrEnum):
    """Why a row, or the whole file, cannot be taken."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_ROWS = "no_rows"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    NO_PERSON_COLUMN = "no_person_column"
    CELLS = "cells"
    NO_PERSON = "no_person"
    BAD_USER_ID = "bad_user_id"
    BAD_EMAIL = "bad_email"
    TOO_LONG = "too_long"
    OFFICE_UNKNOWN = "office_unknown"
    ROLE_UNKNOWN = "role_unknown"
    OFFICE_MISSING = "office_missing"
    TWICE = "twice"
    NAME_MISSING = "name_missing"
    NOT_IN_CHAT = "not_in_chat"
    CHAT_UNREACHABLE = "chat_unreachable"
    DEPUTY_UNKNOWN = "deputy_unknown"
    DEPUTY_AMBIGUOUS = "deputy_ambiguous"
    DEPUTY_SELF = "deputy_self"
    CONTACT_TWICE = "contact_twice"
    LAST_SECRETARIAT = "last_secretariat"


@dataclass(frozen=True, order=True)
class RowProblem:
    """What is wrong in which line (1 is the heading) and, where it is one cell, in which column."""

    line: int
    reason: Reason
    column: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line as meant: None leaves what is entered, CLEARED clears it; `office` is an office id."""

    line: int
    slack_user_id: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    office: str | None = None
    roles: tuple[Role, ...] | None = None
    contact: bool = False
    """The roles cell names this person as the office's lead contact."""
    deputy: str | None = None


@dataclass(frozen=True)
class Sheet:
    """What was read; with problems nothing of it is to be imported."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_sheet(content: bytes, offices: Mapping[str, str]) -> Sheet:
    """Read a CSV with comma or semicolon, UTF-8 (with or without BOM) or Windows-1252.

    `offices` maps every folded way to write an office to its id.
    """
    if len(content) > MOST_BYTES:
        return Sheet((), (RowProblem(1, Reason.TOO_LARGE),))
    text = _text(content)
    if "\0" in text:
        return Sheet((), (RowProblem(1, Reason.NOT_TEXT),))
    lines = _lines(text)
    if not lines:
        return Sheet((), (RowProblem(1, Reason.NO_ROWS),))
    (number, heading), *records = lines
    columns = [fold(cell).replace(" ", "_") for cell in heading]
    if problems := _heading_problems(number, columns):
        return Sheet((), tuple(problems))
    if not records:
        return Sheet((), (RowProblem(number, Reason.NO_ROWS),))
    rows, problems = [], []
    for line, cells in records:
        row, found = _row(line, columns, cells, offices)
        rows.append(row)
        problems += found
    return Sheet(tuple(rows), tuple(problems + _twice(rows)))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 knows them all.
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            return content.decode("latin-1")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Split into numbered records without the empty ones; the heading tells the separator."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    records, begins = [], 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((begins, stripped))
            begins = reader.line_num + 1
    except csv.Error:  # a single cell beyond csv's limit of 128 kB: an open quotation mark
        records.append((begins, []))
    return records


def _heading_problems(line: int, columns: Sequence[str]) -> list[RowProblem]:
    problems = [RowProblem(line, Reason.COLUMN_UNKNOWN, typed=name) for name in columns if name not in COLUMNS]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    problems += [RowProblem(line, Reason.COLUMN_TWICE, typed=name) for name in twice if name in COLUMNS]
    if not {"slack_user_id", "email"} & set(columns):
        problems.append(RowProblem(line, Reason.NO_PERSON_COLUMN))
    return problems


def _row(
    line: int, columns: Sequence[str], cells: Sequence[str], offices: Mapping[str, str]
) -> tuple[Row, list[RowProblem]]:
    while len(cells) > len(columns) and not cells[-1]:
        cells = cells[:-1]  # spreadsheets leave separators behind
    if len(cells) != len(columns):
        return Row(line=line), [RowProblem(line, Reason.CELLS, typed=f"{len(cells)}/{len(columns)}")]
    cell = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=True))
    problems = _cell_problems(line, cell)
    office = cell["office"] or None
    if office not in (None, CLEARED):
        office = offices.get(fold(cell["office"]))
        if office is None:
            problems.append(RowProblem(line, Reason.OFFICE_UNKNOWN, "office", cell["office"]))
    roles, contact, unknown = _roles(cell["roles"])
    problems += [RowProblem(line, Reason.ROLE_UNKNOWN, "roles", word) for word in unknown]
    row = Row(
        line=line,
        slack_user_id=cell["slack_user_id"] or None,
        email=cell["email"].lower() or None,
        name=" ".join(cell["name"].split()) or None,
        phone=cell["phone"] or None,
        office=office,
        roles=roles,
        contact=contact,
        deputy=cell["deputy"] or None,
    )
    return row, problems


def _cell_problems(line: int, cell: Mapping[str, str]) -> list[RowProblem]:
    problems = []
    if not cell["slack_user_id"] and cell["email"] in ("", CLEARED):
        problems.append(RowProblem(line, Reason.NO_PERSON))
    if cell["slack_user_id"] and not USER_ID.fullmatch(cell["slack_user_id"]):
        problems.append(RowProblem(line, Reason.BAD_USER_ID, "slack_user_id", cell["slack_user_id"]))
    if cell["email"] not in ("", CLEARED) and not EMAIL.fullmatch(cell["email"]):
        problems.append(RowProblem(line, Reason.BAD_EMAIL, "email", cell["email"]))
    for column, limit in (("email", 254), ("name", NAME_LENGTH), ("phone", 60)):
        if len(cell[column]) > limit:
            problems.append(RowProblem(line, Reason.TOO_LONG, column, str(limit)))
    return problems


def _roles(typed: str) -> tuple[tuple[Role, ...] | None, bool, list[str]]:
    """Read roles as ids or German words, separated by blank, comma, semicolon, slash or plus."""
    words = [word for word in re.split(r"[\s,;/+|]+", typed.casefold()) if word]
    if not words:
        return None, False, []
    if words == [CLEARED]:
        return (), False, []
    known = {word: word.replace("ä", "ae") for word in words}
    contact = any(word in CONTACT_WORDS for word in words)
    roles = tuple(ROLE_WORDS[plain] for plain in known.values() if plain in ROLE_WORDS)
    unknown = [word for word, plain in known.items() if plain not in ROLE_WORDS and word not in CONTACT_WORDS]
    return (tuple(dict.fromkeys(roles)) or None), contact, unknown


def _twice(rows: Iterable[Row]) -> list[RowProblem]:
    """Name the second line of the same person: which of the two would count?"""
    problems, seen = [], set[str]()
    for row in rows:
        for column, value in (("slack_user_id", row.slack_user_id), ("email", row.email)):
            if value is None or value == CLEARED:
                continue
            if value in seen:
                problems.append(RowProblem(row.line, Reason.TWICE, column, value))
            seen.add(value)
    return problems


def with_chat_user(row: Row, slack_user_id: str, name: str | None) -> Row:
    """Complete a row by what the chat knows of the person; what the file says stays."""
    return replace(row, slack_user_id=slack_user_id, name=row.name or name)


def named_twice(rows: Iterable[Row]) -> list[RowProblem]:
    """Name lines that turned out to be the same person once e-mails were looked up."""
    return [problem for problem in _twice(rows) if problem.column == "slack_user_id"]
