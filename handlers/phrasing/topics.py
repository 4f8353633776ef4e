"""The words of city-wide topics: in an office's request, in the summary of a round, on the secretariat's home tab."""

from slack_sdk.models.blocks import Block

from handlers.views import topics as views
from handlers.voice import Told
from planning.catalogue import Catalogue
from storage import intentions, topics
from storage.database import Session
from storage.people import Office
from storage.topics import TopicPrompt


def words(told: Told) -> views.TopicWords:
    """Give the topics in the reader's language."""
    return views.TopicWords(told.house.catalogue, told.speech)


def shown(prompt: TopicPrompt, office: str | None = None) -> views.Prompt:
    """Give a topic as views take it."""
    return views.Prompt(prompt.key, prompt.topic, prompt.state, prompt.reason, office or prompt.office)


async def in_request(session: Session, request_id: int, office: str) -> list[views.Prompt]:
    """List the topics an office is asked about in a request."""
    return [shown(one) for one in await topics.prompts(session, request_id, office)]


async def summary(told: Told, request_id: int) -> list[Block]:
    """List the topics of a request with what became of them."""
    found = []
    for one in await topics.prompts(told.session, request_id):
        office = await told.session.get(Office, one.office) if one.office is not None else None
        found.append(shown(one, office.short if office is not None else None))
    return views.summary(words(told), found)


async def at_home(told: Told) -> list[Block]:
    """Show the secretariat the topics that nobody answers."""
    assert told.reader is not None, "a home belongs to a person"
    if not told.reader.is_secretariat:
        return []
    waiting = await topics.waiting(told.session, told.now)
    return views.at_home(
        words(told), [(intentions.face(one.intention, told.reader), shown(one.prompt)) for one in waiting]
    )


def names(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Name every topic by its id."""
    return {topic.id: topic.name.in_(language) for topic in catalogue.topics.values()}
