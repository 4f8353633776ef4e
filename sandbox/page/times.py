"""Dates and times as a German reader writes them, in the time of Berlin."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

BERLIN: Final = ZoneInfo("Europe/Berlin")
WEEKDAYS: Final = (
    "Montag",
    "Dienstag",
    "Mittwoch",
    "Donnerstag",
    "Freitag",
    "Samstag",
    "Sonntag",
)
MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_DATE_TOKEN: Final = re.compile(r"\{(\w+)\}")


def from_ts(ts: str) -> datetime:
    """Read a message ts ("1772434800.000100") as a time in Berlin."""
    return datetime.fromtimestamp(float(ts), BERLIN)


def long_day(day: date) -> str:
    """Write "Montag, 2. März 2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Write "Mo., 2. März 2026"."""
    return f"{WEEKDAYS[day.weekday()][:2]}., {day.day}. {MONTHS[day.month - 1]} {day.year}"


def clock_time(moment: datetime) -> str:
    """Write "08:05"."""
    return moment.astimezone(BERLIN).strftime("%H:%M")


def local_minute(epoch: int) -> str:
    """Write "2026-03-16T18:00", as a browser's field for day and time wants it."""
    return datetime.fromtimestamp(epoch, BERLIN).strftime("%Y-%m-%dT%H:%M")


def day_heading(day: date, today: date) -> str:
    """Write "Heute", "Gestern" or the whole day, for the line between two days of messages."""
    if day == today:
        return "Heute"
    if day == today - timedelta(days=1):
        return "Gestern"
    return long_day(day)


def date_token(epoch: int, pattern: str) -> str:
    """Fill Slack's `{date_long} um {time}` pattern; unknown tokens stay as they are."""
    moment = datetime.fromtimestamp(epoch, BERLIN)
    plain = f"{moment.day}. {MONTHS[moment.month - 1]} {moment.year}"
    values = {
        "date_num": moment.strftime("%d.%m.%Y"),
        "date": plain,
        "date_short": f"{moment.day}. {MONTHS[moment.month - 1][:3]} {moment.year}",
        "date_long": long_day(moment.date()),
        "date_pretty": plain,
        "date_short_pretty": plain,
        "date_long_pretty": long_day(moment.date()),
        "time": moment.strftime("%H:%M"),
        "time_secs": moment.strftime("%H:%M:%S"),
    }
    return _DATE_TOKEN.sub(lambda match: values.get(match[1], match[0]), pattern)
