"""What people see most, drawn without a database: so that a doctor can judge it before anybody sees it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.speech import Speech
from handlers.views import help as help_views
from handlers.views import homes, intentions, layout, meetings, people, result_forms
from handlers.views.results import Words
from planning.catalogue import Catalogue
from planning.people import PersonDraft, Role
from storage.people import Office

Template = tuple[str, Any]
"""Under which name `blocks.validate` takes it (`view` or `blocks`), and what it is."""

READER = PersonDraft(slack_user_id="U0", name="Miriam Kessler", roles=list(Role))


def templates(speech: Speech, catalogue: Catalogue, today: date) -> Mapping[str, Template]:
    """Draw forms, home tab and help for somebody with every role; raises where slack_sdk finds a mistake."""
    language = speech.language
    offices = [
        Office(id=one.id, name=one.name.in_(language), short=one.short.in_(language))
        for one in catalogue.offices.values()
    ]
    words = Words(speech, catalogue, today)
    nothing = speech.rich("Nothing is waiting for you at the moment.")
    ways = help_views.buttons(speech, READER)
    _, help_message = help_views.message(speech, READER)
    return {
        "help": ("blocks", help_message),
        "help form": ("view", help_views.modal(speech)),
        "home": ("view", homes.view(homes.home(speech, [], [layout.section(nothing)], ways))),
        "home of strangers": ("view", homes.closed(speech, nothing)),
        "intention": ("view", intentions.form(speech, intentions.Words(catalogue, speech), [], {})),
        "meeting": ("view", meetings.form(speech, {})),
        "member": ("view", people.choose(speech)),
        "result": ("view", result_forms.record(words, result_forms.Choices([], None, [], offices))),
    }
