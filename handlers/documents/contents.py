"""What a document for the file says: who was asked and answered when, all versions with reasons, results."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from handlers.documents.paper import Paper, Part, Table
from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views import results as result_views
from handlers.views.digest_chapters import chapters
from handlers.views.intentions import Words, state_name
from handlers.views.needs import NeedWords, signed
from handlers.views.reports import answer_name
from handlers.views.search import step_name
from planning.catalogue import Catalogue
from planning.intentions import IntentionState
from planning.needs import InquiryState, NeedDraft, NeedKind, net_gain
from planning.reports import CONFIDENTIAL, Step, differences, need_of
from planning.results import ResultState
from storage.files import AskedOffice, IntentionFile, MeetingFile, ReportFile, ResultFile, RoundFile
from storage.intentions import IntentionChange
from storage.reports import Written


@dataclass(frozen=True)
class Desk:
    """What a document is written with; `minimum` says that negotiating floors were asked for."""

    speech: Speech
    catalogue: Catalogue
    now: datetime
    reader: str
    minimum: bool = False

    @property
    def words(self) -> Words:
        """Give the catalogue's words for intentions."""
        return Words(self.catalogue, self.speech)

    def moment(self, instant: datetime | None) -> str:
        """Word an instant; a dash for none."""
        return self.speech.short_moment(instant) if instant is not None else "–"


def intention_paper(desk: Desk, found: IntentionFile) -> Paper:
    """Write everything on one intention."""
    s = desk.speech
    parts = [*_rounds(desk, found), *_reports(desk, found.reports), _stages(desk, found), _results(desk, found.results)]
    return _paper(
        desk, f"{found.face.number} · {found.face.title}", s._("Intention"), _facts(desk, found), parts, found=found
    )


def round_paper(desk: Desk, found: IntentionFile) -> Paper:
    """Write one round of a need request with the reports on it."""
    s = desk.speech
    title = s._("Need request for {number} · {title}", number=found.face.number, title=found.face.title)
    parts = [*_rounds(desk, found), *_reports(desk, found.reports)]
    return _paper(desk, title, "", _facts(desk, found), parts, found=found)


def digest_paper(desk: Desk, found: MeetingFile) -> Paper:
    """Write the digest of a meeting."""
    s = desk.speech
    title = s._("Digest for the meeting on {day}", day=s.day(found.meeting.on))
    return _paper(desk, title, "", _meeting_facts(desk, found), _chapters(desk, found))


def meeting_paper(desk: Desk, found: MeetingFile) -> Paper:
    """Write a meeting: what was prepared for it, and what came of it."""
    s = desk.speech
    title = s._("Meeting on {day}", day=s.day(found.meeting.on))
    parts = [_results(desk, found.results, s._("Results of this meeting")), *_chapters(desk, found)]
    return _paper(desk, title, "", _meeting_facts(desk, found), parts)


def _paper(
    desk: Desk,
    title: str,
    subtitle: str,
    facts: Iterable[tuple[str, str]],
    parts: Iterable[Part],
    *,
    found: IntentionFile | None = None,
) -> Paper:
    s = desk.speech
    shown = found is not None and any(_shows_minimum(desk, report) for report in found.reports)
    warning = s._("Confidential: this document holds minimum values (negotiating floors). Do not pass it on.")
    return Paper(
        title=title,
        subtitle=subtitle,
        facts=tuple((label, value) for label, value in facts if value),
        parts=tuple(parts),
        made=s._("Made on {moment} for {name}", moment=s.moment(desk.now), name=desk.reader),
        warning=warning if shown else "",
        language=s.language,
    )


def _facts(desk: Desk, found: IntentionFile) -> Iterator[tuple[str, str]]:
    s, face, words = desk.speech, found.face, desk.words
    yield s._("District"), words.district(face)
    yield s._("Neighbourhood"), face.neighbourhood or ""
    yield s._("Street or place"), face.location or ""
    yield s._("Plot"), face.plot or ""
    yield s._("Stage"), words.stage(face.stage)
    yield s._("State"), state_name(s, face.state)
    yield s._("Planning route"), words.route(face.route)
    yield s._("Planned uses"), face.uses or ""
    yield s._("Dwellings"), s.number(face.dwellings) if face.dwellings is not None else ""
    yield s._("Floor area"), f"{s.number(face.floor_area)} m²" if face.floor_area is not None else ""
    yield s._("Owner or investor"), face.owner or ""
    yield s._("Project lead"), found.people.get(face.lead_id or 0, "")
    yield s._("Recorded"), f"{desk.moment(found.row.recorded_at)}, {found.people.get(found.row.recorded_by, '')}"
    if face.masked:
        yield s._("Confidentiality"), s._("Title, place and owner are confidential; the alias stands here.")
    elif face.confidential:
        yield s._("Confidentiality"), s._("This intention is confidential.")


def _rounds(desk: Desk, found: IntentionFile) -> Iterator[Part]:
    s = desk.speech
    if not found.rounds:
        yield Part("abfragen", s._("Need requests"), (s._("The offices have not been asked yet."),))
    for number, one in enumerate(found.rounds, start=1):
        request = one.request
        lines = [
            s._("Asked on {moment} by {name}; deadline {due}.", moment=desk.moment(request.started_at),
                name=found.people.get(request.started_by, ""), due=s.moment(request.due_at)),
        ]  # fmt: skip
        lines += [s._("Remark: {remark}", remark=request.remark)] if request.remark else []
        columns = (s._("Office"), s._("Asked"), s._("Deadline"), s._("Answer"), s._("Answered"))
        rows = tuple(_asked(desk, asked, found.people) for asked in one.asked)
        yield Part(f"abfrage{number}", s._("Need request {number}", number=number), tuple(lines), Table(columns, rows))
        if one.questions:
            yield _questions(desk, one, number)


def _asked(desk: Desk, one: AskedOffice, people: dict[int, str]) -> tuple[str, ...]:
    s, inquiry = desk.speech, one.inquiry
    contact = people.get(inquiry.contact_id, "")
    if inquiry.stands_in_for is not None:
        contact = s._("{name} for {absent}", name=contact, absent=people.get(inquiry.stands_in_for, ""))
    due = [s.plain_day(inquiry.due)]
    for extension in one.extensions:
        wanted = s.plain_day(extension.wanted)
        granted = {True: s._("granted"), False: s._("refused"), None: s._("not decided yet")}[extension.granted]
        due.append(s._("until {day} wanted: {decided}", day=wanted, decided=granted))
    answer = [_answer(s, inquiry.state)]
    if inquiry.reason:
        answer.append(s._("Reason: {reason}", reason=inquiry.reason))
    answered = "–"
    if inquiry.answered_at is not None:
        answered = f"{desk.moment(inquiry.answered_at)}\n{people.get(inquiry.answered_by or 0, '')}"
    return one.office.name, contact, "\n".join(due), "\n".join(answer), answered


def _answer(s: Speech, state: InquiryState) -> str:
    return s._("No answer") if state is InquiryState.NO_ANSWER else answer_name(s, state)


def _questions(desk: Desk, one: RoundFile, number: int) -> Part:
    s = desk.speech
    columns = (s._("Office"), s._("Question"), s._("Answer"))
    rows = tuple((asked.case.office.name, asked.question.text, asked.question.answer or "–") for asked in one.questions)
    return Part(
        f"rueckfragen{number}", s._("Questions on need request {number}", number=number), (), Table(columns, rows)
    )


def _shows_minimum(desk: Desk, report: ReportFile) -> bool:
    return desk.minimum and report.minimum


def _reports(desk: Desk, reports: Iterable[ReportFile]) -> Iterator[Part]:
    s = desk.speech
    for report in reports:
        office = report.report.office
        lines = [_version(desk, written) for written in report.versions]
        minimum = _shows_minimum(desk, report)
        rows = tuple(
            row
            for place, written in enumerate(report.versions)
            for row in _needs(desk, report, place, written, minimum)
        )
        columns = (s._("Version"), s._("What"), s._("How much"), s._("Why"))
        heading = s._("Answer: {office}", office=office.name)
        yield Part(f"antwort-{office.id}", heading, tuple(lines), Table(columns, rows) if rows else None)


def _version(desk: Desk, written: Written) -> str:
    s, version = desk.speech, written.version
    told = s._(
        "Version {version}, {moment}, {name}: {answer}.",
        version=version.version, moment=desk.moment(version.written_at), name=written.author.name,
        answer=answer_name(s, version.answer),
    )  # fmt: skip
    return told + " " + s._("Reason: {reason}", reason=version.reason) if version.reason else told


def _needs(desk: Desk, report: ReportFile, place: int, written: Written, minimum: bool) -> Iterator[tuple[str, ...]]:
    """Give the needs that were new or changed in a version, and those taken back."""
    s, before = desk.speech, report.versions[place - 1].version.needs if place else []
    for difference in differences(before, written.version.needs):
        need = need_of(difference.need)
        if difference.step is Step.CHANGED and set(difference.fields) <= CONFIDENTIAL and not minimum:
            continue
        steps = {Step.ADDED: s._("new"), Step.CHANGED: s._("changed"), Step.WITHDRAWN: s._("withdrawn")}
        version = f"{written.version.version} ({steps[difference.step]})"
        yield version, _what(desk, need), _how_much(desk, need, minimum), need.why


def _what(desk: Desk, need: NeedDraft) -> str:
    s, words = desk.speech, NeedWords(desk.catalogue, desk.speech)
    told = [need.what]
    told += [words.facility(need.facility_type)] if need.facility_type else []
    told += [s._("for: {groups}", groups=words.groups(need.target_groups))] if need.target_groups else []
    told += [s._("where: {place}", place=need.place)] if need.place else []
    told += [s._("priority {priority}", priority=need.priority.value)] if need.priority is not None else []
    return "\n".join(told)


def _how_much(desk: Desk, need: NeedDraft, minimum: bool) -> str:
    s, words = desk.speech, NeedWords(desk.catalogue, desk.speech)
    if need.kind is NeedKind.CONCERN or need.quantity is None:
        return s._("concern without a quantity")
    told = [words.wanted(need)]
    if need.replaces is not None and (gain := net_gain(need)) is not None:
        existing = words.amount(need.replaces, need.unit)
        told.append(s._("replaces {existing}, net gain {gain}", existing=existing, gain=signed(s, gain)))
    told += [s._("Why as much: {reason}", reason=need.quantity_reason)] if need.quantity_reason else []
    if minimum and need.minimum is not None:
        told.append(s._("Minimum: {least}", least=words.amount(need.minimum, need.unit)))
        told += [s._("Why no less (confidential): {reason}", reason=need.minimum_reason)] if need.minimum_reason else []
    return "\n".join(told)


def _stages(desk: Desk, found: IntentionFile) -> Part:
    s, words = desk.speech, desk.words

    def named(step: IntentionChange) -> Callable[[str], str]:
        return words.stage if step.what == "stage" else lambda word: state_name(s, IntentionState(word))

    rows = tuple(
        (desk.moment(one.changed_at), f"{named(one)(one.before)} → {named(one)(one.after)}",
         found.people.get(one.changed_by, ""), one.reason or "–")
        for one in found.steps
    )  # fmt: skip
    heading = s._("History of stages and states")
    if not rows:
        return Part("verlauf", heading, (s._("Nothing has changed since it was recorded."),))
    return Part("verlauf", heading, (), Table((s._("When"), s._("What changed"), s._("Who"), s._("Why")), rows))


def _results(desk: Desk, results: Iterable[ResultFile], heading: str | None = None) -> Part:
    s = desk.speech
    rows = tuple(_result(desk, one) for one in results)
    heading = heading or s._("Results")
    if not rows:
        return Part("ergebnisse", heading, (s._("There is no result yet."),))
    columns = (s._("Number"), s._("Result"), s._("Office"), s._("How it stands"), s._("History"))
    return Part("ergebnisse", heading, (), Table(columns, rows))


def _result(desk: Desk, one: ResultFile) -> tuple[str, ...]:
    s, line = desk.speech, one.line
    told = _plain(
        result_views.standing(result_views.Words(s, desk.catalogue, desk.now.astimezone(s.zone).date()), line)
    )
    if line.result.state is ResultState.DONE and line.result.evidence:
        told += "\n" + s._("Evidence: {evidence}", evidence=line.result.evidence)
    past = []
    for step in one.history:
        reason = f": {step.change.reason}" if step.change.reason else ""
        past.append(
            f"{desk.moment(step.change.changed_at)} {step_name(s, step.change.what)} ({step.who or '–'}){reason}"
        )
    return line.result.number, line.result.text, line.office, told, "\n".join(past) or "–"


def _meeting_facts(desk: Desk, found: MeetingFile) -> Iterator[tuple[str, str]]:
    s, meeting = desk.speech, found.meeting
    yield s._("When"), s.moment(meeting.starts_at)
    yield s._("Place or link"), meeting.place or ""
    yield s._("Notes of the secretariat"), meeting.notes or ""
    if meeting.moved_from is not None:
        yield s._("Moved from"), desk.moment(meeting.moved_from)
    yield s._("Reason"), meeting.reason or ""
    yield s._("Agenda published"), desk.moment(meeting.published_at) if meeting.published_at is not None else ""


def _chapters(desk: Desk, found: MeetingFile) -> Iterator[Part]:
    s = desk.speech
    written = chapters(s, desk.words, found.digest, desk.now)
    if not written:
        yield Part("uebersicht", s._("Digest"), (s._("There is nothing new and nothing overdue."),))
    for number, chapter in enumerate(written, start=1):
        lines = tuple(
            f"{line.under}: {_plain(line.text)}" if line.under else _plain(line.text) for line in chapter.lines
        )
        yield Part(f"uebersicht{number}", _plain(chapter.title), lines)


def _plain(text: Mrkdwn) -> str:
    """Take the marks of chat away: what our own sentences made bold or italic, and its escapes."""
    lines = (
        line.strip().removeprefix("*").removesuffix("*").replace("*:", ":").replace(":*", ":")
        for line in text.split("\n")
    )
    return unescape("\n".join(lines))
