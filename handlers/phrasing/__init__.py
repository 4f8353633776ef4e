"""The words for everything the bot says unasked: one module per noun, found by kind."""

from collections.abc import Mapping

from handlers.phrasing import (
    confirmations,
    digests,
    files,
    homes,
    inquiries,
    intention_links,
    intentions,
    meetings,
    morning,
    need_details,
    needs,
    people,
    questions,
    requests,
    results,
    setup,
    updates,
)
from handlers.voice import Draw, Phrase
from planning.messages import SurfaceKind

NOUNS = (
    intentions,
    intention_links,
    results,
    inquiries,
    requests,
    questions,
    needs,
    need_details,
    meetings,
    updates,
    digests,
    homes,
    morning,
    people,
    setup,
    files,
    confirmations,
)

PHRASES: Mapping[str, Phrase] = {kind: phrase for noun in NOUNS for kind, phrase in noun.PHRASES.items()}
SURFACES: Mapping[SurfaceKind, Draw] = {kind: draw for noun in NOUNS for kind, draw in noun.SURFACES.items()}
