"""What people see of city-wide topics: who looks after them, the prompts in a request, what nobody answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.catalogue import Catalogue
from planning.intentions import Face
from planning.topics import REASON_LENGTH, PromptState

OPEN = "topics_open"
CARE = "topic_care"
TAKEN = "topic_taken"
IMPOSSIBLE = "topic_impossible"
IRRELEVANT = "topic_irrelevant"
FORM = "topic_impossible_form"
NOBODY = "-"
MOST_WAITING = 5
"""Topics without an answer on the home tab; more are counted."""


@dataclass(frozen=True)
class Prompt:
    """One topic of a request as it is shown."""

    id: int
    topic: str
    state: PromptState
    reason: str | None
    office: str | None = None


@dataclass(frozen=True)
class TopicWords:
    """The catalogue's topics in the reader's language; ids it no longer has are shown as they are."""

    catalogue: Catalogue
    speech: Speech

    def name(self, topic: str) -> str:
        """Name a topic."""
        found = self.catalogue.topics.get(topic)
        return found.name.in_(self.speech.language) if found is not None else topic

    def question(self, topic: str) -> str:
        """Ask about a topic."""
        found = self.catalogue.topics.get(topic)
        return found.question.in_(self.speech.language) if found is not None else topic


def listing(
    words: TopicWords, care: Mapping[str, str], offices: Sequence[fields.Choice], notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Show every topic with the office that looks after it, to be changed at once."""
    s = words.speech
    blocks: list[Block] = [layout.section(notice), layout.line()] if notice else []
    blocks.append(
        layout.section(
            s.rich(
                "No office owns these topics. Who looks after one is asked about it in every request. What has nobody, or"
                " gets no answer, comes to you."
            )
        )
    )
    choices = [(NOBODY, s._("Nobody yet")), *offices][:100]
    for topic in words.catalogue.topics:
        present = care.get(topic, NOBODY)
        options = [(f"{topic}:{value}", label) for value, label in choices]
        menu = fields.menu(CARE, s._("Looked after by"), options, f"{topic}:{present}")
        blocks.append(layout.section(Mrkdwn(f"*{safe(words.name(topic))}*"), menu))
    return layout.modal(s._("City-wide topics"), blocks, close=s._("Close"))


def entrusted(words: TopicWords, topic: str, office: str | None) -> Mrkdwn:
    """Say who looks after a topic now."""
    s, name = words.speech, words.name(topic)
    if office is None:
        return s.rich("*{name}* has nobody now; it comes to the secretariat.", name=name)
    return s.rich("*{name}*: {office} is asked about it from the next request on.", name=name, office=office)


def state_words(s: Speech, prompt: Prompt) -> Mrkdwn:
    """Say what became of a topic."""
    match prompt.state:
        case PromptState.TAKEN:
            return s.rich("included")
        case PromptState.IMPOSSIBLE:
            return s.rich("looked into, not possible: {reason}", reason=cut(prompt.reason or "", 300))
        case PromptState.IRRELEVANT:
            return s.rich("does not apply here")
        case PromptState.OPEN:
            return s.rich("not answered") if prompt.office else s.rich("not answered, nobody looks after it")


def in_request(words: TopicWords, prompts: Sequence[Prompt]) -> list[Block]:
    """Show an office the topics it looks after, below its request."""
    if not prompts:
        return []
    s = words.speech
    blocks: list[Block] = [layout.section(s.rich("*City-wide topics your office looks after*"))]
    for prompt in prompts[:6]:
        if prompt.state is PromptState.OPEN:
            blocks.append(layout.section(safe(words.question(prompt.topic))))
            blocks.append(buttons(s, prompt.id))
        else:
            told = s.rich("{topic}: {state}", topic=words.name(prompt.topic), state=state_words(s, prompt))
            blocks.append(layout.note(told))
    return blocks


def buttons(s: Speech, prompt_id: int) -> Block:
    """Offer the three answers."""
    return layout.actions(
        layout.button(s._("Included"), TAKEN, prompt_id),
        layout.button(s._("Looked into, not possible"), IMPOSSIBLE, prompt_id),
        layout.button(s._("Does not apply"), IRRELEVANT, prompt_id),
    )


def impossible_form(words: TopicWords, face: Face, prompt: Prompt) -> dict[str, Any]:
    """Ask why a topic is not possible here."""
    s = words.speech
    blocks: list[Block] = [
        layout.section(
            joined([
                s.rich("*{number} · {title}*", number=face.number, title=face.title),
                safe(words.name(prompt.topic)),
            ])
        ),
        fields.text("reason", s._("Why is it not possible?"), multiline=True, longest=REASON_LENGTH,
                    placeholder=s._("For example: the slope leaves no level area")),
    ]  # fmt: skip
    return layout.modal(
        s._("Not possible"), blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"), metadata=prompt.id
    )


def summary(words: TopicWords, prompts: Sequence[Prompt]) -> list[Block]:
    """List the topics of a finished request, those without an answer first, with the buttons to settle them."""
    if not prompts:
        return []
    s = words.speech
    ordered = sorted(prompts, key=lambda prompt: prompt.state is not PromptState.OPEN)
    lines = [
        s.rich("• {topic}: {state}", topic=words.name(one.topic), state=state_words(s, one)) for one in ordered[:10]
    ]
    return [layout.section(joined([s.rich("*City-wide topics*"), *lines]))]


def at_home(words: TopicWords, waiting: Sequence[tuple[Face, Prompt]]) -> list[Block]:
    """Show the secretariat the topics that nobody answers."""
    if not waiting:
        return []
    s = words.speech
    blocks: list[Block] = [layout.header(s._("City-wide topics without an answer"))]
    for face, prompt in waiting[:MOST_WAITING]:
        text = s.rich(
            "*{number} · {title}*: {topic}", number=face.number, title=cut(face.title, 80),
            topic=words.name(prompt.topic),
        )  # fmt: skip
        blocks += [layout.section(text), buttons(s, prompt.id)]
    rest = len(waiting) - MOST_WAITING
    if rest > 0:
        blocks.append(layout.note(s.n_rich("and {count} more", "and {count} more", rest)))
    if any(prompt.office is None for _, prompt in waiting):
        blocks.append(layout.actions(layout.button(s._("Name who looks after them"), OPEN)))
    return blocks
