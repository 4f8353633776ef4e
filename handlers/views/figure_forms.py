"""Forms around key figures: a new version, what is known of a site, another value for one intention."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.figures import binding_name, digits
from planning.figures import REASON_LENGTH, SOURCE_LENGTH, Figure, FigureStatus
from storage.figures import SiteFacts

REVISE_FORM = "figure_revise_form"
SITE_FORM = "figure_site_form"
OVERRIDE_FORM = "figure_override_form"
FIGURE = "figure"


def revise_form(s: Speech, figure: Figure, today: date) -> dict[str, Any]:
    """Ask for a new version of a key figure; the present values stand in the fields."""

    def shown(value: Decimal | None) -> str | None:
        return digits(s, value) if value is not None else None

    bindings = [(binding.value, binding_name(s, binding)) for binding in FigureStatus]
    blocks: list[Block] = [
        layout.section(Mrkdwn(f"*{safe(figure.name)}* ({safe(figure.unit)})")),
        fields.text("value", s._("Value"), initial=shown(figure.value), longest=30,
                    hint=s._("With a comma, for example 2,1 or 3,5 %")),
        fields.text("low", s._("Range from"), initial=shown(figure.low), optional=True, longest=30),
        fields.text("high", s._("Range to"), initial=shown(figure.high), optional=True, longest=30),
        fields.choice("binding", s._("How binding is it?"), bindings, initial=figure.status.value),
        fields.text("source", s._("Source, with its date"), initial=figure.source, longest=SOURCE_LENGTH, multiline=True),
        fields.day("valid_from", s._("Valid from"), initial=today),
        fields.text("reason", s._("Why is it changed?"), longest=REASON_LENGTH, multiline=True),
        layout.note(s.rich("The present version stays readable.")),
    ]  # fmt: skip
    return layout.modal(
        s._("New version"), blocks, callback=REVISE_FORM, submit=s._("Save"), close=s._("Cancel"), metadata=figure.id
    )


def site_form(s: Speech, intention_id: int, facts: SiteFacts) -> dict[str, Any]:
    """Ask how many dwellings are small or micro, and how many vanish."""

    def shown(count: int | None) -> str | None:
        return str(count) if count is not None else None

    blocks: list[Block] = [
        fields.text("small_dwellings", s._("Of these senior and small dwellings"), initial=shown(facts.small_dwellings),
                    optional=True, longest=12),
        fields.text("micro_dwellings", s._("Of these micro flats"), initial=shown(facts.micro_dwellings), optional=True,
                    longest=12, hint=s._("For example homes for students")),
        fields.text("removed_dwellings", s._("Dwellings that are torn down or given up"),
                    initial=shown(facts.removed_dwellings), optional=True, longest=12),
        fields.text("indoor_area", s._("Area offered for social uses in buildings, in m²"),
                    initial=shown(facts.indoor_area), optional=True, longest=12),
        fields.text("outdoor_area", s._("Area offered for them outdoors, in m²"), initial=shown(facts.outdoor_area),
                    optional=True, longest=12),
    ]  # fmt: skip
    return layout.modal(
        s._("Describe the site"), blocks, callback=SITE_FORM, submit=s._("Save"), close=s._("Cancel"),
        metadata=intention_id,
    )  # fmt: skip


def override_form(s: Speech, intention_id: int, figures: Sequence[Figure]) -> dict[str, Any]:
    """Ask for a value that counts for this intention only, with its reason."""
    choices = [(figure.id, f"{figure.name}: {digits(s, figure.value)}") for figure in figures]
    blocks: list[Block] = [
        layout.section(s.rich("The value of the key figure stays visible beside it on the sheet.")),
        fields.choice(FIGURE, s._("Key figure"), choices),
        fields.text("value", s._("Own value"), optional=True, longest=30,
                    hint=s._("Leave it empty to go back to the key figure.")),
        fields.text("reason", s._("Reason"), optional=True, longest=REASON_LENGTH, multiline=True),
    ]  # fmt: skip
    return layout.modal(
        s._("Use another value"), blocks, callback=OVERRIDE_FORM, submit=s._("Save"), close=s._("Cancel"),
        metadata=intention_id,
    )  # fmt: skip
