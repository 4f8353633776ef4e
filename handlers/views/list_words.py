"""What is said about a city's own list: a sentence for each thing that is wrong, and values as people know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.speech import Speech
from handlers.views.figures import digits
from handlers.views.intentions import quality_name
from handlers.views.results import kind_name
from planning.catalogue import Catalogue
from planning.deficit_import import HEADINGS as DEFICIT_HEADINGS
from planning.figure_import import BINDINGS
from planning.figure_import import HEADINGS as FIGURE_HEADINGS
from planning.figures import FigureStatus
from planning.intention_import import HEADINGS as INTENTION_HEADINGS
from planning.intentions import LocationQuality
from planning.list_import import Difference, Judged, Outcome
from planning.result_import import HEADINGS as RESULT_HEADINGS
from planning.results import ResultKind
from planning.table_columns import Reason, Remark
from planning.tables import MOST_LINES, TableFault

LISTED = {"lead_id": "lead", "external_key": "key", "intention_id": "intention", "meeting_id": "meeting"}
"""The column of a field that is called otherwise."""


@dataclass(frozen=True)
class ListWords:
    """What the values of a list are called; names by id of persons."""

    speech: Speech
    catalogue: Catalogue
    persons: Mapping[int, str] = field(default_factory=dict)

    def value(self, name: str, value: Any) -> str:
        """Show one value as people write it."""
        s, catalogue = self.speech, self.catalogue
        match value:
            case None | "":
                return s._("(empty)")
            case bool():
                return s._("yes") if value else s._("no")
            case date():
                return s.plain_day(value)
            case ResultKind():
                return kind_name(s, value)
            case LocationQuality():
                return quality_name(s, value)
            case FigureStatus():
                return BINDINGS[value]
            case Decimal():
                return digits(s, value)
        match name:
            case "unit" if value in catalogue.units:
                return catalogue.units[value].plural.in_(s.language)
            case "district" | "second_district":
                return catalogue.districts[value].name.in_(s.language)
            case "stage" | "trigger_stage":
                return catalogue.stages[value].short.in_(s.language)
            case "route":
                return catalogue.routes[value].name.in_(s.language)
            case "lead_id":
                return self.persons.get(value, str(value))
            case "dwellings" | "floor_area":
                return s.number(value)
            case _:
                return str(value)

    def difference(self, one: Difference) -> str:
        """Say what becomes of one value."""
        column = LISTED.get(one.field, one.field)
        known = INTENTION_HEADINGS.get(column) or RESULT_HEADINGS.get(column)
        heading = known or FIGURE_HEADINGS.get(column) or DEFICIT_HEADINGS.get(column, column)
        if one.field in ("intention_id", "meeting_id"):  # numbers of the database say nothing to anybody
            return self.speech._("{column}: is put right", column=heading)
        before, after = self.value(one.field, one.before), self.value(one.field, one.after)
        return self.speech._("{column}: {before} → {after}", column=heading, before=before, after=after)

    def outcome(self, outcome: Outcome) -> str:
        """Name what becomes of a line."""
        s = self.speech
        match outcome:
            case Outcome.NEW:
                return s._("new")
            case Outcome.CHANGED:
                return s._("changed")
            case Outcome.SAME:
                return s._("unchanged")
            case Outcome.WRONG:
                return s._("wrong")

    def details(self, judged: Judged) -> list[str]:
        """Say all there is to one line: what changes, what is wrong or left alone."""
        changes = [self.difference(one) for one in judged.differences]
        return [*changes, *(remark(self.speech, one) for one in judged.remarks)]


def remark(s: Speech, one: Remark) -> str:
    """Say what is wrong with one cell or line, with its column."""
    sentence = _of_cell(s, one)
    return s._("Column {column}: {sentence}", column=one.column, sentence=sentence) if one.column else sentence


def _of_cell(s: Speech, one: Remark) -> str:
    typed, known = one.typed, one.known
    match one.reason:
        case Reason.REQUIRED:
            return s._("The cell is empty. Please fill it in; please separate merged cells first.")
        case Reason.TOO_LONG:
            return s._("At most {known} characters, please; these are {typed}.", known=known, typed=typed)
        case Reason.FORMULA:
            return s._("“{typed}” is a formula. Please paste its value instead.", typed=typed)
        case Reason.CELL_ERROR:
            return s._("The spreadsheet shows the error “{typed}” here. Please put it right.", typed=typed)
        case Reason.NOT_A_NUMBER:
            return s._("“{typed}” is not a number. Please write it without unit or “approx.”, like 1.150.", typed=typed)
        case Reason.NOT_WHOLE:
            return s._("“{typed}” is not a whole number.", typed=typed)
        case Reason.OUT_OF_RANGE:
            return s._("“{typed}” lies outside {known}.", typed=typed, known=known)
        case Reason.NOT_A_DATE:
            return s._("“{typed}” is not a date. Please write it like 01.03.2026 or 3/2026.", typed=typed)
        case Reason.IN_THE_FUTURE:
            return s._("“{typed}” has not come yet.", typed=typed)
        case Reason.TOO_FAR_AHEAD:
            return s._("“{typed}” is too far ahead. The last possible date is {known}.", typed=typed, known=known)
        case Reason.NOT_YES_OR_NO:
            return s._("“{typed}” is neither yes nor no nor unknown.", typed=typed)
        case Reason.UNKNOWN if known:
            return s._("“{typed}” is not known. Did you mean “{known}”?", typed=typed, known=known)
        case Reason.UNKNOWN:
            return s._("“{typed}” is not known. The template lists what is possible.", typed=typed)
        case Reason.AMBIGUOUS:
            return s._("“{typed}” could mean several. Please name it so that only one fits.", typed=typed)
        case _:
            return _of_line(s, one)


def _of_line(s: Speech, one: Remark) -> str:
    typed, known = one.typed, one.known
    match one.reason:
        case Reason.TWICE:
            return s._("“{typed}” stands in line {known} already.", typed=typed, known=known)
        case Reason.STAGE_NOT_ON_ROUTE:
            return s._("The planning route “{known}” has no stage “{typed}”.", typed=typed, known=known)
        case Reason.DATE_OR_STAGE:
            return s._("Please name a date, or the stage at which it falls due.")
        case Reason.DATE_AND_STAGE:
            return s._("Please name either a date or a stage, not both.")
        case Reason.INFORMATION_HAS_NO_DATE:
            return s._("An information has neither date nor stage. Please clear this cell or choose another kind.")
        case Reason.STAGE_NEEDS_INTENTION:
            return s._("A stage only makes sense with an intention. Please name it.")
        case Reason.STAGE_IS_REACHED:
            return s._("The intention has already reached the stage “{typed}”.", typed=typed)
        case Reason.STAGE_KEPT:
            return s._(
                "The bot is further ({known}) than the list ({typed}); its stage stays.", known=known, typed=typed
            )
        case Reason.OFFICE_KEPT:
            return s._("Another office is responsible in the bot; that stays. “Hand over” is at the result {known}.", known=known)  # fmt: skip
        case Reason.SETTLED:
            return s._("{known} is settled in the bot and stays as it is.", known=known)
        case Reason.SIMILAR:
            return s._("Looks like {known}. If it is the same, please give it the same title first.", known=known)
        case _:
            return _of_heading(s, one)


def _of_heading(s: Speech, one: Remark) -> str:
    typed, known = one.typed, one.known
    match one.reason:
        case Reason.NO_HEADING:
            return s._("No heading was found in the first lines. It needs at least: {known}.", known=known)
        case Reason.COLUMN_MISSING:
            return s._("This column is missing.")
        case Reason.COLUMN_TWICE:
            return s._("This column is there twice.")
        case Reason.COLUMN_MISSPELT:
            return s._("The heading “{typed}” is not known. Did you mean “{known}”?", typed=typed, known=known)
        case Reason.COLUMN_IGNORED:
            return s._("The column “{typed}” is not taken over.", typed=typed)
        case Reason.NO_ROWS:
            return s._("There is a heading, but no line below it.")
        case _:
            return _of_figure(s, one)


def _of_figure(s: Speech, one: Remark) -> str:
    match one.reason:
        case Reason.NO_FIGURE:
            return s._("“{typed}” is not a figure. Please write it with a comma, like 0,035 or 3,5 %.", typed=one.typed)
        case Reason.ZERO:
            return s._("A key figure cannot be zero: places and areas are divided by it.")
        case Reason.RANGE_UPSIDE_DOWN:
            return s._("The range ends below where it begins.")
        case Reason.OUTSIDE_OF_RANGE:
            return s._("The value is outside of the range. Please change one of them.")
        case _:
            return s._("Please check this.")


def refusal(s: Speech, fault: TableFault, line: int) -> str:
    """Say why a file cannot be read at all."""
    match fault:
        case TableFault.EMPTY:
            return s._("The file is empty.")
        case TableFault.TOO_LARGE:
            return s._("The file is too large. At most 10 MB are taken; please split the list.")
        case TableFault.TOO_MANY_LINES:
            return s._("The list has more than {most} lines. Please split it.", most=s.number(MOST_LINES))
        case TableFault.BOMB:
            return s._("The file is built in a way that lists are not, and was not opened. Please save the list anew.")
        case TableFault.PASSWORD:
            return s._("The file is protected by a password. Please save it without one.")
        case TableFault.OLD_EXCEL:
            return s._("This is a file of old Excel (.xls). Please save it as an Excel workbook (.xlsx).")
        case TableFault.NOT_A_TABLE:
            return s._("This is no list. Please choose a CSV or Excel file (.xlsx).")
        case TableFault.DAMAGED:
            return s._("The file is damaged and cannot be read. Please save it anew.")
        case TableFault.OPEN_QUOTE:
            return s._("In line {line} a quotation mark is opened and never closed.", line=line)
