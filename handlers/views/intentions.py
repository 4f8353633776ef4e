"""What people see of intentions: the form, the card, the list, one in detail, its change of stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, SectionBlock

from handlers.mrkdwn import Mrkdwn, cut, joined, link, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.catalogue import Catalogue, Stage
from planning.intentions import LONG_TEXT, TITLE_LENGTH, Face, IntentionState, LocationQuality

NEW = "intention_new"
FORM = "intention_form"
EDIT_FORM = "intention_edit"
ANYWAY = "intention_anyway"
BACK_TO_FORM = "intention_back_to_form"
OPEN = "intention_open"
EDIT = "intention_edit_open"
STAGE = "intention_stage"
STAGE_FORM = "intention_stage_form"
ROUTE = "route"
STATE = "intention_state"
STATE_FORM = "intention_state_form"
LIST = "intention_list"
LIST_PAGE = "intention_list_page"
LIST_DISTRICT = "intention_list_district"
LIST_STATE = "intention_list_state"
LIST_STAGE = "intention_list_stage"
LIST_YEAR = "intention_list_year"
LIST_MESSAGE = "intention_list_message"
LIST_FILE = "intention_list_file"
FROM_MESSAGE = "intention_from_message"

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Words:
    """The catalogue in the reader's language, as intentions need it."""

    catalogue: Catalogue
    speech: Speech

    def district(self, face: Face) -> str:
        """Name the district, or both of a site on the border."""
        names = [
            self.catalogue.districts[d].name.in_(self.speech.language)
            for d in (face.district, face.second_district)
            if d
        ]
        return " / ".join(names)

    def stage(self, stage_id: str) -> str:
        """Name a stage as the law does, where one is chosen."""
        return self.catalogue.stages[stage_id].name.in_(self.speech.language)

    def numbered(self, stages: Sequence[Stage]) -> list[fields.Choice]:
        """Give stages to choose from, with their numbers."""
        return [(one.id, f"{one.number} · {self.stage(one.id)}") for one in stages]

    def short_stage(self, stage_id: str) -> str:
        """Name a stage in a few words, as everywhere but where one is chosen."""
        return self.catalogue.stages[stage_id].short.in_(self.speech.language)

    def route(self, route_id: str) -> str:
        """Name a planning route."""
        return self.catalogue.routes[route_id].name.in_(self.speech.language)

    def districts(self) -> list[fields.Choice]:
        """Offer all districts."""
        return [(d.id, d.name.in_(self.speech.language)) for d in self.catalogue.districts.values()]


def state_name(s: Speech, state: IntentionState) -> str:
    """Name the state of an intention."""
    match state:
        case IntentionState.ACTIVE:
            return s._("active")
        case IntentionState.PAUSED:
            return s._("paused")
        case IntentionState.ABANDONED:
            return s._("abandoned")
        case IntentionState.MERGED:
            return s._("merged into another one")
        case IntentionState.MISTAKEN:
            return s._("recorded by mistake")


def quality_name(s: Speech, quality: LocationQuality) -> str:
    """Name the quality of a location."""
    match quality:
        case LocationQuality.GOOD:
            return s._("good location")
        case LocationQuality.MEDIUM:
            return s._("medium location")
        case LocationQuality.SIMPLE:
            return s._("simple location")


def qualities(s: Speech) -> list[fields.Choice]:
    """Offer the qualities of a location."""
    return [(quality.value, quality_name(s, quality)) for quality in LocationQuality]


def form(
    s: Speech,
    words: Words,
    planners: Sequence[fields.Choice],
    values: dict[str, Any],
    *,
    callback: str = FORM,
    metadata: str | int = "",
) -> dict[str, Any]:
    """Show the form, prefilled with `values` (field name → what `read_form` gives)."""
    title = s._("New intention") if callback == FORM else s._("Edit intention")
    blocks = [*_essentials(s, words, values), *_planning(s, words, planners, values), *_owner(s, words, values)]
    return layout.modal(title, blocks, callback=callback, submit=s._("Save"), close=s._("Cancel"), metadata=metadata)


def _essentials(s: Speech, words: Words, values: dict[str, Any]) -> list[Block]:
    def given(name: str) -> str | None:
        return values.get(name)

    return [
        layout.note(s.rich("Title and district are enough. Everything else may stay unknown and be added later.")),
        fields.text("title", s._("Title"), initial=given("title"), longest=TITLE_LENGTH),
        fields.choice("district", s._("District"), words.districts(), initial=given("district")),
        fields.text("location", s._("Street or place"), initial=given("location"), optional=True, longest=200),
        fields.text("dwellings", s._("Dwellings (number)"), initial=given("dwellings"), optional=True, longest=12),
        fields.text("floor_area", s._("Floor area in m²"), initial=given("floor_area"), optional=True, longest=12),
        fields.text(
            "uses", s._("Planned uses"), initial=given("uses"), optional=True, multiline=True, longest=LONG_TEXT
        ),
    ]


def _planning(s: Speech, words: Words, planners: Sequence[fields.Choice], values: dict[str, Any]) -> list[Block]:
    routes = [(r.id, words.route(r.id)) for r in words.catalogue.routes.values()]
    route = values.get("route") or words.catalogue.default_route.id
    blocks: list[Block] = [
        fields.choice(ROUTE, s._("Planning route"), routes, initial=route, at_once=True),
        _stage(s, words, route, values.get("stage")),
        fields.day("first_known_on", s._("First known on"), initial=values.get("first_known_on"), optional=True),
        fields.text("move_in_year", s._("Expected year of moving in"), initial=values.get("move_in_year"), optional=True, longest=4),
        fields.choice("quality", s._("Quality of location"), qualities(s), initial=values.get("quality"), optional=True,
                      hint=s._("Needs are asked for everywhere; the balance of locations shows whether that is so.")),
    ]  # fmt: skip
    if planners:
        blocks.append(
            fields.choice("lead_id", s._("Project lead"), planners, initial=values.get("lead_id"), optional=True)
        )
    return blocks


def _stage(s: Speech, words: Words, route: str, present: str | None) -> Block:
    """Offer the stages of the route, and the present one if it was changed on the way; none is chosen for ""."""
    stages = words.catalogue.stages_of(route) if not present else _stages(words, route, present)
    chosen = stages[0].id if present is None else present
    block = fields.choice("stage", s._("Stage"), words.numbered(stages), initial=chosen)
    block.block_id = f"{block.block_id}{fields.GENERATION}{route}"  # what was chosen on another route does not stay
    return block


def _owner(s: Speech, words: Words, values: dict[str, Any]) -> list[Block]:
    answers = [(YES, s._("Yes")), (NO, s._("No")), (UNKNOWN, s._("Unknown"))]
    confidential = [(YES, s._("Treat as confidential: only secretariat and project lead see title, place and owner"))]
    return [
        fields.ticks("confidential", s._("Confidentiality"), confidential, initial=values.get("confidential") or ()),
        fields.text("owner", s._("Owner or investor"), initial=values.get("owner"), optional=True, longest=200),
        fields.radio("municipal_land", s._("Municipal land?"), answers, initial=values.get("municipal_land") or UNKNOWN),
        fields.radio("existing_public_area", s._("Is there a public-need area already?"), answers,
                     initial=values.get("existing_public_area") or UNKNOWN),
        fields.text("neighbourhood", s._("Neighbourhood"), initial=values.get("neighbourhood"), optional=True, longest=120),
        fields.choice("second_district", s._("Second district (site on the border)"), words.districts(),
                      initial=values.get("second_district"), optional=True),
        fields.text("plot", s._("Plot"), initial=values.get("plot"), optional=True, longest=80),
        fields.text("source", s._("Source"), initial=values.get("source"), optional=True, longest=200,
                    hint=s._("Where you heard of it, for example a letter or a talk")),
    ]  # fmt: skip


def duplicates(s: Speech, words: Words, title: str, similar: Sequence[Face], draft_id: int) -> dict[str, Any]:
    """Warn before saving: these are probably the same. Nothing typed is lost."""
    blocks: list[Block] = [
        layout.section(
            s.n_rich(
                "*{title}* looks like an intention that is already recorded. Please have a look before you save.",
                "*{title}* looks like {count} intentions that are already recorded. Please have a look before you save.",
                len(similar),
                title=title,
            )
        )
    ]
    for face in similar:
        blocks.append(layout.section(line(s, words, face), layout.button(s._("Open"), OPEN, face.id)))
    blocks.append(layout.actions(layout.button(s._("Back to the form"), BACK_TO_FORM, draft_id)))
    return layout.modal(
        s._("Already recorded?"), blocks, callback=ANYWAY, submit=s._("Save anyway"), close=s._("Do not save"),
        metadata=draft_id,
    )  # fmt: skip


def recorded(s: Speech, words: Words, face: Face, channel: str | None, start_action: str | None) -> dict[str, Any]:
    """Say what was stored, where its card is and what comes next."""
    where = s.rich("The card appears in {channel} and stays current there.", channel=Mrkdwn(f"<#{channel}>"))
    blocks: list[Block] = [
        layout.section(s.rich("*{number} · {title}* is recorded. Thank you.", number=face.number, title=face.title)),
        layout.section(where if channel else s.rich("No channel is set up for the group yet, so there is no card.")),
    ]
    buttons = [layout.button(s._("Open intention"), OPEN, face.id)]
    if start_action is not None:
        blocks.append(layout.section(s.rich("Next step: ask the offices what they need.")))
        buttons.insert(0, layout.button(s._("Start need request"), start_action, face.id, style="primary"))
    blocks.append(layout.actions(*buttons))
    return layout.modal(s._("Intention recorded"), blocks, close=s._("Close"))


def saved(s: Speech, face: Face) -> dict[str, Any]:
    """Say that a change was stored."""
    text = s.rich(
        "*{number} · {title}* is up to date. The card shows the change.", number=face.number, title=face.title
    )
    return layout.modal(s._("Saved"), [layout.section(text)], close=s._("Close"))


def heading(s: Speech, face: Face) -> SectionBlock:
    """Name the intention that a form or list is about."""
    return layout.section(s.rich("*{number} · {title}*", number=face.number, title=face.title))


def line(s: Speech, words: Words, face: Face) -> Mrkdwn:
    """Name an intention in one or two lines of a list."""
    first = s.rich("*{number} · {title}*", number=face.number, title=cut(face.title, 100))
    parts = [safe(words.district(face)), safe(words.short_stage(face.stage))]
    if face.dwellings:
        parts.append(
            s.n_rich("{number} dwelling", "{number} dwellings", face.dwellings, number=s.number(face.dwellings))
        )
    if face.state is not IntentionState.ACTIVE:
        parts.append(safe(state_name(s, face.state)))
    if face.confidential:
        parts.append(s.rich("confidential"))
    return joined([first, joined(parts, " · ")])


def all_facts(s: Speech, words: Words, face: Face, lead: str | None) -> list[Block]:
    """Show everything known of an intention that this face may show."""
    answers = {True: s._("yes"), False: s._("no"), None: None}
    pairs: list[tuple[str, str | None]] = [
        (s._("District"), words.district(face)),
        (s._("Stage"), words.short_stage(face.stage)),
        (s._("Neighbourhood"), face.neighbourhood),
        (s._("Street or place"), face.location),
        (s._("Dwellings"), s.number(face.dwellings) if face.dwellings is not None else None),
        (s._("Floor area"), f"{s.number(face.floor_area)} m²" if face.floor_area is not None else None),
        (s._("Planning route"), words.route(face.route)),
        (s._("Expected year of moving in"), str(face.move_in_year) if face.move_in_year else None),
        (s._("Quality of location"), quality_name(s, face.quality) if face.quality is not None else None),
        (s._("Project lead"), lead),
        (s._("Owner or investor"), face.owner),
        (s._("Plot"), face.plot),
        (s._("Municipal land"), answers[face.municipal_land]),
        (s._("Public-need area"), answers[face.existing_public_area]),
        (s._("First known on"), s.plain_day(face.first_known_on) if face.first_known_on else None),
        (s._("Source"), face.source),
    ]
    known = [s.rich("*{label}:* {value}", label=label, value=cut(value, 180)) for label, value in pairs if value]
    blocks: list[Block] = [layout.facts(*known[i : i + 10]) for i in range(0, len(known), 10)]
    if face.uses:
        blocks.append(layout.section(s.rich("*Planned uses:* {uses}", uses=face.uses)))
    if face.source_link:
        blocks.append(layout.section(link(face.source_link, s.rich("To the message it came from"))))
    if face.confidential:
        blocks.append(
            layout.note(s.rich("Confidential: title, place and owner are known to secretariat and project lead."))
        )
    return blocks


def stage_form(s: Speech, words: Words, face: Face) -> dict[str, Any]:
    """Ask for the new stage; a step backwards needs a reason."""
    stages = words.numbered(_stages(words, face.route, face.stage))
    blocks = [
        layout.section(s.rich("*{number} · {title}* is now at: {stage}", number=face.number, title=face.title,
                              stage=words.stage(face.stage))),
        fields.choice("stage", s._("New stage"), stages, initial=face.stage),
        fields.text("reason", s._("Reason"), optional=True, multiline=True, longest=1000,
                    hint=s._("Needed when the stage lies before the present one")),
    ]  # fmt: skip
    return layout.modal(
        s._("Change stage"), blocks, callback=STAGE_FORM, submit=s._("Save"), close=s._("Cancel"), metadata=face.id
    )


def _stages(words: Words, route: str, stage: str) -> Sequence[Stage]:
    on_route = words.catalogue.stages_of(route)
    present = words.catalogue.stages[stage]
    return on_route if present in on_route else (present, *on_route)


def state_form(s: Speech, face: Face) -> dict[str, Any]:
    """Ask whether to pause, abandon or take up again, and why; says what follows."""
    offered = (IntentionState.ACTIVE, IntentionState.PAUSED, IntentionState.ABANDONED)
    states = [(state.value, state_label(s, state)) for state in offered if state is not face.state]
    blocks = [
        heading(s, face),
        fields.radio("state", s._("What should happen?"), states),
        fields.text("reason", s._("Reason"), multiline=True, longest=1000),
        layout.note(
            s.rich("Pausing and abandoning stop all reminders. Offices that have not answered yet are told once."),
            s.rich(
                "Needs that were reported are kept: they stay at other intentions they belong to, or look for a site."
            ),
        ),
    ]
    return layout.modal(
        s._("Pause or abandon"), blocks, callback=STATE_FORM, submit=s._("Save"), close=s._("Cancel"), metadata=face.id
    )


def state_label(s: Speech, state: IntentionState) -> str:
    """Name the act that leads to a state."""
    match state:
        case IntentionState.ACTIVE:
            return s._("Take up again")
        case IntentionState.PAUSED:
            return s._("Pause")
        case IntentionState.ABANDONED:
            return s._("Abandon")
        case IntentionState.MERGED:
            return s._("Merge")
        case IntentionState.MISTAKEN:
            return s._("Strike off")
