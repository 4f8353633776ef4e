"""`intentions import`, `results import` and `figures import`: a city's own list from the command line, all of it or nothing, in German."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from bot.assembly import Base
from handlers import translations
from handlers.list_runs import SHOWN, Tally, examine, take
from handlers.speech import Speech
from handlers.views.list_words import ListWords, refusal, remark
from planning.list_import import Judged, Outcome
from planning.table_columns import Reason
from storage.changes import change
from storage.database import Session
from storage.figure_import import FigureImport
from storage.intention_import import IntentionImport
from storage.list_import import ListImport, surroundings
from storage.people import Person, names, secretariat
from storage.result_import import ResultImport

TELL_SECONDS = 2.0


@dataclass(frozen=True)
class Import:
    """What came of it: lines for the terminal, and whether the list could be taken."""

    lines: tuple[str, ...]
    good: bool


async def import_list(
    base: Base, content: bytes, what: str, *, name: str, dry_run: bool, tell: Callable[[str], None]
) -> Import:
    """Bring in a list of "intentions", "results" or "figures" in the name of the secretariat; `tell` hears how far it is."""
    now = await base.clock.now()
    calendar = base.settings.calendar()
    async with base.database.read() as session:
        person = await _importer(session, base.settings.secretariat)
        speech = Speech(translations.load()["de"], calendar.zone)
        words = ListWords(speech, base.catalogue, await names(session))
    if person is None:
        return Import(("In der Geschäftsstelle ist niemand eingetragen. Bitte zuerst: people import.",), good=False)
    due = calendar.add(calendar.today(now), base.settings.policy().triggered_result_days)

    async def opening(session: Session) -> ListImport[Any]:
        around = await surroundings(session, base.catalogue, calendar.today(now))
        if what == "figures":
            return await FigureImport.open(session, around)
        if what == "results":
            return await ResultImport.open(session, around)
        return await IntentionImport.open(session, around, due)

    progress = partial(_progress, [monotonic()], tell)
    tally = await examine(content, base.database, opening, progress=progress)
    if tally.good and tally.changes and not dry_run:
        changing = change(base.database, now=now, person_id=person.key)
        reason = speech._("Taken over from the list “{name}”", name=name)
        tally = await take(content, changing, opening, reason=reason, progress=progress)
    return told(words, tally, dry_run=dry_run)


async def _progress(told_at: list[float], tell: Callable[[str], None], lines: int) -> None:
    if monotonic() - told_at[0] >= TELL_SECONDS:
        told_at[0] = monotonic()
        tell(f"… {lines} Zeilen")


async def _importer(session: Session, settings: tuple[str, ...]) -> Person | None:
    """Choose in whose name it happens: the first of the settings, else the longest in the secretariat."""
    everyone = await secretariat(session)
    return next((one for one in everyone if one.slack_user_id in settings), next(iter(everyone), None))


def told(words: ListWords, tally: Tally, *, dry_run: bool) -> Import:
    """Say what came of a list."""
    s = words.speech
    if not tally.good:
        return Import((*_refused(words, tally), "Es wurde nichts übernommen."), good=False)
    lines = [
        line
        for outcome in (Outcome.CHANGED, Outcome.NEW, Outcome.SAME)
        for one in tally.shown.get(outcome, ())
        for line in _line(words, one)
    ]
    rest = sum(tally.counts[one] - len(tally.shown.get(one, ())) for one in (Outcome.NEW, Outcome.CHANGED))
    lines += [f"… und {rest} weitere Zeilen"] if rest else []
    lines += [remark(s, one) for one in tally.remarks]
    count = tally.counts
    lines.append(f"Neu: {count[Outcome.NEW]}, geändert: {count[Outcome.CHANGED]}, unverändert: {count[Outcome.SAME]}.")
    if tally.done and tally.numbers:
        lines.append(s._("Numbers: {first} to {last}", first=tally.numbers[0], last=tally.numbers[-1]))
    if dry_run:
        lines.append("Probelauf: Es wurde nichts übernommen.")
    return Import(tuple(lines), good=True)


def _refused(words: ListWords, tally: Tally) -> list[str]:
    if tally.refused is not None:
        return [refusal(words.speech, tally.refused.fault, tally.refused.line)]
    lines = [remark(words.speech, one) for one in tally.remarks if one.reason is not Reason.COLUMN_IGNORED]
    for one in tally.shown.get(Outcome.WRONG, ()):
        lines += [f"Zeile {one.line}: {sentence}" for sentence in words.details(one)]
    rest = tally.counts[Outcome.WRONG] - SHOWN
    return lines + ([f"… und {rest} weitere fehlerhafte Zeilen"] if rest > 0 else [])


def _line(words: ListWords, one: Judged) -> list[str]:
    head = f"{words.outcome(one.outcome)}: {one.number} {one.label}".replace(":  ", ": ")
    return [f"{head} (Zeile {one.line})", *(f"  {detail}" for detail in words.details(one))]
