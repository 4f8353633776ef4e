"""What stands in digest and agenda, entry by entry, each chapter with the reason why it is there."""

from collections.abc import Iterable
from datetime import datetime

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views.arrivals import listed
from handlers.views.chapters import Chapter, Line
from handlers.views.intentions import Words, state_name
from planning.digests import Digest, Pending, Received, Said, Step, Unanswered, Untaken, by_district
from planning.intentions import Face, IntentionState

TEXT = 280


def chapters(s: Speech, words: Words, digest: Digest, now: datetime) -> list[Chapter]:
    """Give the chapters of the digest that have something to say."""
    results = [_pending(s, words, result) for result in digest.results]
    written = [
        _chapter(s, s._("New intentions"), _lines([_new(s, words, face) for face in digest.new])),
        _chapter(s, s._("Changes of stage"), _lines([_step(s, words, step) for step in digest.steps])),
        _chapter(s, s._("Reports received"), _lines([_received(s, received) for received in digest.received])),
        _chapter(s, s._("Missing answers"), _lines([_unanswered(s, missing, now) for missing in digest.unanswered])),
        _chapter(s, s._("City-wide topics"), _lines([_untaken(s, words, one) for one in digest.topics])),
        _chapter(s, s._("Updates"), _updates(s, words, digest.said)),
        _chapter(s, s._("Open questions"), _lines([_question(s, asked) for asked in digest.questions])),
        _chapter(s, s._("Open results"), _lines(results)),
    ]
    return [chapter for chapter in written if chapter.lines]


def agenda(s: Speech, words: Words, digest: Digest, now: datetime) -> list[Chapter]:
    """Give the items of the agenda in their order, numbered, each with the reason why it is on it."""
    notes = [safe(text, 1000) for text in (digest.notes or "").splitlines() if text.strip()]
    missing = [_unanswered(s, missing, now) for missing in digest.unanswered]
    questions = [_question(s, asked) for asked in digest.questions]
    results = [_pending(s, words, result) for result in digest.results]
    items = [
        (s._("Notes of the secretariat"), s.rich("On the agenda because the secretariat asks for it."), _lines(notes)),
        (s._("New intentions"), s.rich("On the agenda because they were recorded since the last meeting."),
         _lines(_new(s, words, face) for face in digest.new)),
        (s._("Changes of stage"), s.rich("On the agenda because they changed since the last meeting."),
         _lines(_step(s, words, step) for step in digest.steps)),
        (s._("Missing answers"), s.rich("On the agenda because offices have not answered yet."), _lines(missing)),
        (s._("City-wide topics"), s.rich("On the agenda because nobody has answered for them at these intentions."),
         _lines(_untaken(s, words, one) for one in digest.topics)),
        (s._("Updates"), s.rich("On the agenda because members share this with all."),
         _updates(s, words, digest.said)),
        (s._("Open questions"), s.rich("On the agenda because nobody has answered yet."), _lines(questions)),
        (s._("Open results"), s.rich("On the agenda until they are settled; overdue ones come first."),
         _lines(results)),
    ]  # fmt: skip
    present = [item for item in items if item[2]]
    return [
        Chapter(s.rich("*Item {number}: {title}*", number=number, title=title), Mrkdwn(f"_{why}_"), lines)
        for number, (title, why, lines) in enumerate(present, start=1)
    ]


def _chapter(s: Speech, title: str, lines: tuple[Line, ...]) -> Chapter:
    return Chapter(s.rich("*{title}*", title=title), Mrkdwn(""), lines)


def _lines(texts: Iterable[Mrkdwn]) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)


def _title(s: Speech, face: Face) -> Mrkdwn:
    """Name an intention; who reads the title of a confidential one is reminded that others do not."""
    if face.confidential and not face.masked:
        return s.rich("{number} · {title} (confidential)", number=face.number, title=face.title)
    return safe(f"{face.number} · {face.title}")


def _new(s: Speech, words: Words, face: Face) -> Mrkdwn:
    named = joined([_title(s, face), safe(words.district(face))], " · ")
    stage = s.rich("Stage: {stage}", stage=words.short_stage(face.stage))
    state = safe(state_name(s, face.state)) if face.state is not IntentionState.ACTIVE else Mrkdwn("")
    return joined([named, stage, state], " · ")


def _step(s: Speech, words: Words, step: Step) -> Mrkdwn:
    def named(word: str) -> str:
        return words.short_stage(word) if step.what == "stage" else state_name(s, IntentionState(word))

    change = Mrkdwn(f"{safe(named(step.before))} → {safe(named(step.after))}")
    return joined([_title(s, step.intention), change], ": ")


def _received(s: Speech, received: Received) -> Mrkdwn:
    groups = [
        (s._("Need reported"), received.reported),
        (s._("Report changed"), received.changed),
        (s._("No need"), received.no_need),
        (s._("Not competent"), received.not_competent),
    ]
    told = [safe(f"{label}: {listed(s, names, received.arrivals)}") for label, names in groups if names]
    return joined([_title(s, received.intention), joined(told, " · ")], " – ")


def _unanswered(s: Speech, missing: Unanswered, now: datetime) -> Mrkdwn:
    due = s.short_moment(missing.due_at)
    if missing.due_at <= now:
        deadline = s.rich("the deadline passed on {due}", due=due)
    else:
        deadline = s.rich("there is time until {due}", due=due)
    offices = Mrkdwn(f"{safe(', '.join(missing.offices))} ({deadline})")
    return joined([_title(s, missing.intention), offices], ": ")


def _untaken(s: Speech, words: Words, untaken: Untaken) -> Mrkdwn:
    known = words.catalogue.topics
    names = [known[topic].name.in_(s.language) if topic in known else topic for topic in untaken.topics]
    return joined([_title(s, untaken.intention), safe(", ".join(names))], ": ")


def _updates(s: Speech, words: Words, said: Iterable[Said]) -> tuple[Line, ...]:
    grouped = by_district(said, words.catalogue.districts)
    return tuple(
        Line(_said(s, update), under=_district(s, words, district))
        for district, updates in grouped
        for update in updates
    )


def _district(s: Speech, words: Words, district: str | None) -> str:
    if district is None:
        return s._("General")
    known = words.catalogue.districts.get(district)
    return known.name.in_(s.language) if known is not None else district


def _said(s: Speech, said: Said) -> Mrkdwn:
    told = safe(f"{_who(said)}: {cut(said.text or '', TEXT)}")
    parts = [joined([_title(s, said.intention), told], " – ") if said.intention else told]
    if said.question is not None and said.answer is not None:
        parts.append(_asked(s, said))
        parts.append(s.rich("Answer: {answer}", answer=cut(said.answer, 500)))
    return joined(parts)


def _asked(s: Speech, said: Said) -> Mrkdwn:
    return s.rich(
        "Question to {office}: {question}", office=said.question_office, question=cut(said.question or "", TEXT)
    )


def _question(s: Speech, said: Said) -> Mrkdwn:
    asked = joined([safe(f"{_who(said)}:"), _asked(s, said)], " ")
    return joined([_title(s, said.intention), asked], " – ") if said.intention else asked


def _who(said: Said) -> str:
    return f"{said.office} ({said.author})" if said.office else said.author


def _pending(s: Speech, words: Words, result: Pending) -> Mrkdwn:
    if result.due is None:
        stage = words.short_stage(result.trigger_stage) if result.trigger_stage else "–"
        when = s.rich("at the stage “{stage}”", stage=stage)
    elif result.overdue:
        when = s.rich("*overdue since {day}*", day=s.short_day(result.due))
    else:
        when = s.rich("due on {day}", day=s.short_day(result.due))
    told = s.rich("{number} · {text} – {office}, {when}", number=result.number, text=cut(result.text, 300),
                  office=result.office, when=when)  # fmt: skip
    return joined([told, _title(s, result.intention)], " · ") if result.intention else told
