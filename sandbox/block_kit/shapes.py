"""The small checks that Block Kit rules are written in, and the report they fill.

Lengths are counted in UTF-16 units: Slack may do so, and it is the stricter way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing wrong with a payload, in the shape of Slack's `blocks.validate`."""

    pointer: str
    message: str
    constraint: dict[str, Any]
    code: str = "failed_constraint"

    def as_dict(self) -> dict[str, Any]:
        """Return the issue as `blocks.validate` sends it."""
        return {
            "code": self.code,
            "message": self.message,
            "pointer": self.pointer,
            "constraint": self.constraint,
        }


@dataclass
class Report:
    """What is wrong so far, and where the payload is going to be shown."""

    surface: Surface
    issues: list[Issue] = field(default_factory=list)

    def add(self, pointer: str, message: str, constraint: str, expected: Any) -> None:
        """Note one issue."""
        self.issues.append(
            Issue(pointer=pointer, message=message, constraint={"type": constraint, "expected": expected})
        )


Check = Callable[[Any, str, Report], None]


def length(text: str) -> int:
    """Return the number of UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(most: int, least: int = 1) -> Check:
    """Accept a string of `least` to `most` units."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "must be a string", "type", "string")
        elif length(value) < least:
            report.add(pointer, f"must be more than {least - 1} characters", "min_length", least)
        elif length(value) > most:
            report.add(pointer, f"must be less than {most + 1} characters", "max_length", most)

    return check


def pattern(expression: str, example: str) -> Check:
    """Accept a string that matches the whole expression."""
    compiled = re.compile(expression)

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            report.add(pointer, f"must look like {example}", "pattern", expression)

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        report.add(pointer, "must be a boolean", "type", "boolean")


def integer(least: int, most: int) -> Check:
    """Accept a whole number between `least` and `most`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(pointer, "must be an integer", "type", "integer")
        elif value < least:
            report.add(pointer, f"must be at least {least}", "minimum", least)
        elif value > most:
            report.add(pointer, f"must be at most {most}", "maximum", most)

    return check


def one_of(*accepted: str) -> Check:
    """Accept one of these strings."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in accepted:
            report.add(pointer, "must be a valid enum value", "enum", list(accepted))

    return check


def items(check_one: Check, most: int, least: int = 1) -> Check:
    """Accept a list of `least` to `most` entries that each pass."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(pointer, "must be an array", "type", "array")
            return
        if len(value) < least:
            report.add(pointer, f"no fewer than {least} items required", "min_items", least)
        if len(value) > most:
            report.add(pointer, f"no more than {most} items allowed", "max_items", most)
        for index, entry in enumerate(value):
            check_one(entry, f"{pointer}/{index}", report)

    return check


def shape(
    *,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    rules: Iterable[Check] = (),
) -> Check:
    """Accept an object with these fields and no others; `rules` then look at the whole."""
    must = dict(required or {})
    may = must | dict(optional or {})

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "must be an object", "type", "object")
            return
        before = len(report.issues)
        for name in must:
            if value.get(name) is None:
                report.add(pointer, f"missing required field: {name}", "required", name)
        for name, entry in value.items():
            if name not in may:
                report.add(pointer, f"invalid additional property: {name}", "additional_property", name)
            elif entry is not None:
                may[name](entry, f"{pointer}/{name}", report)
        if len(report.issues) == before:
            for rule in rules:
                rule(value, pointer, report)

    return check


def typed(known: Mapping[str, Check]) -> Check:
    """Accept an object whose `type` is known and that passes the check of this type."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "must be an object", "type", "object")
            return
        kind = value.get("type")
        if kind is None:
            report.add(pointer, "missing required field: type", "required", "type")
        elif not isinstance(kind, str) or kind not in known:
            report.add(f"{pointer}/type", f"unsupported type: {kind}", "enum", sorted(known))
        else:
            known[kind](value, pointer, report)

    return check


def anything(value: Any, pointer: str, report: Report) -> None:
    """Accept everything: a field that this sandbox does not look into."""


def plain_text(most: int) -> Check:
    """Accept a plain_text object of at most `most` units."""
    return typed({"plain_text": _plain(most)})


def text_object(most: int) -> Check:
    """Accept a plain_text or mrkdwn object of at most `most` units."""
    mrkdwn = shape(required={"type": anything, "text": string(most)}, optional={"verbatim": boolean})
    return typed({"plain_text": _plain(most), "mrkdwn": mrkdwn})


def _plain(most: int) -> Check:
    return shape(required={"type": anything, "text": string(most)}, optional={"emoji": boolean})
