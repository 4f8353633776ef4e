"""One TOML file of the catalogue: its data, and the line on which each value stands."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planning.catalogue.problems import Problem

Place = tuple[str | int, ...]
"""Way to a value, as pydantic names it: table, number of the entry from 0, key, key of the key."""

_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
_FENCES = ('"""', "'''")


@dataclass(frozen=True)
class Sheet:
    """A file that could be read; `lines` are blank where they lie inside a text of several lines."""

    file: Path
    data: dict[str, Any]
    lines: tuple[str, ...]

    def line_of(self, place: Place) -> int:
        """Return the line of the value at `place`, or of the nearest thing around it; 0 if there is none."""
        match place:
            case (str(table), int(nth), *keys):
                start, end = self._entry(table, nth)
            case (*keys,):
                start, end = 0, len(self.lines)
        if not end:
            return self._key(0, len(self.lines), str(place[0])) or 0
        names = [str(key) for key in keys if isinstance(key, str)]
        for depth in range(len(names), 0, -1):
            if line := self._key(start, end, *names[:depth]):
                return line
        return start

    def problem(self, place: Place, message: str) -> Problem:
        """Return `message` as a problem of the entry at `place`, called by its id where it has one."""
        return Problem(file=self.file, line=self.line_of(place), message=self._called(place) + message)

    def _called(self, place: Place) -> str:
        match place:
            case (str(table), int(nth), *_):
                entry = self.data[table][nth]
                name = entry.get("id") if isinstance(entry, dict) else None
                return f"{table} {name!r}: " if isinstance(name, str) else f"{table} no. {nth + 1}: "
            case _:
                return ""

    def _entry(self, table: str, nth: int) -> tuple[int, int]:
        """Return the first line of the nth entry of `table` and the line before the next entry."""
        any_header = re.compile(r"\s*\[\[\s*[\"']?([\w-]+)[\"']?\s*\]\]")
        headers = [(n, m[1]) for n, line in enumerate(self.lines, 1) if (m := any_header.match(line))]
        starts = [n for n, name in headers if name == table]
        if nth >= len(starts):
            return 0, 0
        start = starts[nth]
        following = [n for n, _ in headers if n > start]
        return start, (following[0] - 1 if following else len(self.lines))

    def _key(self, start: int, end: int, *names: str) -> int | None:
        """Return the line between `start` and `end` on which the (dotted) key is set."""
        dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(name)}[\"']?" for name in names)
        setting = re.compile(rf"\s*(?:{dotted}\s*[.=]|\[+\s*(?:[\w-]+\s*\.\s*)?{dotted}\s*\])")
        block = enumerate(self.lines[max(start - 1, 0) : end], max(start, 1))
        return next((n for n, line in block if setting.match(line)), None)


def read_sheet(file: Path) -> Sheet | Problem:
    """Read one file, or return what prevents it."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Problem(file=file, line=0, message=f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        return Problem(file=file, line=line, message="is not UTF-8 text")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Problem(file=file, line=_error_line(str(error), text), message=f"is not TOML: {error}")
    return Sheet(file=file, data=data, lines=_code_lines(text))


def _error_line(message: str, text: str) -> int:
    found = _POSITION.search(message)
    return int(found[1]) if found else text.count("\n") + 1


def _code_lines(text: str) -> tuple[str, ...]:
    lines, fence = [], None
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.append("" if fence else line)
        for mark in _FENCES:
            if fence in (None, mark) and line.count(mark) % 2:
                fence = None if fence else mark
    return tuple(lines)
