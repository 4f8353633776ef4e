"""`people import`: a table of people into the database, all of it or nothing, told in German."""

from collections.abc import Iterable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot import chat_users
from bot.chat_users import ChatUnreachable
from planning.calendar import Clock, WorkingCalendar
from planning.catalogue import Catalogue
from planning.catalogue.wording import fold
from planning.membership import ChatUser
from planning.people_import import CLEARED, COLUMNS, Reason, Row, RowProblem, named_twice, read_sheet, with_chat_user
from planning.people_plan import Difference, Entry, Known, Plan, plan
from storage.changes import change
from storage.database import Database
from storage.people import Office, former_offices, offices
from storage.people_import import enter_people, everyone_known

COLUMN_NAMES = {
    "slack_user_id": "Slack-ID",
    "email": "E-Mail",
    "name": "Name",
    "phone": "Telefon",
    "office": "Amt",
    "roles": "Rollen",
    "lead_contact": "Ansprechperson des Amtes",
    "deputy": "Vertretung",
}
ROLE_NAMES = {
    "secretariat": "Geschäftsstelle",
    "office": "Amt",
    "planner": "Planung",
    "lead": "Leitung",
    "reader": "lesend",
}


@dataclass(frozen=True)
class Import:
    """What came of it: lines for the terminal, and whether the file could be taken."""

    lines: tuple[str, ...]
    good: bool


async def import_people(
    content: bytes,
    *,
    database: Database,
    catalogue: Catalogue,
    clock: Clock,
    calendar: WorkingCalendar,
    client: AsyncWebClient | None,
    dry_run: bool,
) -> Import:
    """Import a file; without a client, e-mails are found only among persons already entered."""
    async with database.read() as session:
        known = await everyone_known(session)
        existing, former = await offices(session), await former_offices(session)
    sheet = read_sheet(content, _spellings(existing, former, catalogue))
    if sheet.problems:
        return _refused(sheet.problems)
    rows, users, problems = await _completed(sheet.rows, known, client)
    made = plan(rows, known) if not problems else Plan(problems=tuple(problems))
    if made.problems:
        return _refused(made.problems)
    if not dry_run and any(entry.changes for entry in made.entries):
        now = await clock.now()
        async with change(database, now=now) as c:
            await enter_people(c, made.entries, users, calendar.today(now))
    names = {one.person.slack_user_id: one.person.name for one in known}
    names |= {entry.draft.slack_user_id: entry.draft.name for entry in made.entries}
    names |= {f"#{one.id}": one.person.name for one in known}
    return _told(made, names, {office.id: office.name for office in existing}, dry_run=dry_run)


def _spellings(
    existing: Iterable[Office], former: Iterable[tuple[Office, str]], catalogue: Catalogue
) -> dict[str, str]:
    """Map every way to write an office to its id; what the database says goes before the catalogue.

    A former office stands for the one that it became part of; names that exist today go before it.
    """
    spellings: dict[str, str] = {}
    for office, stands_for in (*former, *((office, office.id) for office in existing)):
        seed = catalogue.offices.get(office.id)
        for words in (*(seed.spellings() if seed is not None else ()), office.id, office.name, office.short):
            spellings[fold(words)] = stands_for
    return spellings


async def _completed(
    rows: Iterable[Row], known: Iterable[Known], client: AsyncWebClient | None
) -> tuple[list[Row], dict[str, ChatUser], list[RowProblem]]:
    """Give every row its chat user id and, where it lacks one, a name; and what the chat knows of new persons."""
    by_email = {one.person.email.lower(): one.person for one in known if one.person.email and not one.left}
    entered = {one.person.slack_user_id for one in known}
    completed, users, problems = [], dict[str, ChatUser](), list[RowProblem]()
    for row in rows:
        if row.slack_user_id is None and row.email in by_email:
            completed.append(with_chat_user(row, by_email[row.email].slack_user_id, None))
        elif row.slack_user_id in entered or (client is None and row.slack_user_id is not None):
            completed.append(row)
        else:
            found = await _looked_up(row, client)
            if isinstance(found, RowProblem):
                problems.append(found)
            else:
                users[found.id] = found
                completed.append(with_chat_user(row, found.id, found.name))
    return completed, users, problems + named_twice(completed)


async def _looked_up(row: Row, client: AsyncWebClient | None) -> ChatUser | RowProblem:
    typed = row.slack_user_id or row.email or CLEARED
    column = "slack_user_id" if row.slack_user_id is not None else "email"
    if client is None:
        return RowProblem(row.line, Reason.CHAT_UNREACHABLE, column, typed)
    try:
        user = await (chat_users.by_id if row.slack_user_id is not None else chat_users.by_email)(client, typed)
    except ChatUnreachable:
        return RowProblem(row.line, Reason.CHAT_UNREACHABLE, column, typed)
    return user or RowProblem(row.line, Reason.NOT_IN_CHAT, column, typed)


def _refused(problems: Iterable[RowProblem]) -> Import:
    lines = [f"Zeile {problem.line}: {sentence(problem)}" for problem in sorted(problems)]
    return Import((*lines, "Es wurde nichts übernommen."), good=False)


def _told(made: Plan, names: dict[str, str], office_names: dict[str, str], *, dry_run: bool) -> Import:
    lines = [line for entry in made.entries for line in _entry_lines(entry, names, office_names)]
    lines += [f"nicht mehr Ansprechperson: {names[f'#{person_id}']}" for person_id in made.relieved]
    new = sum(entry.person_id is None for entry in made.entries)
    changed = sum(entry.changes for entry in made.entries) - new
    same = len(made.entries) - new - changed
    lines.append(f"Neu: {new}, geändert: {changed}, unverändert: {same}.")
    if dry_run:
        lines.append("Probelauf: Es wurde nichts übernommen.")
    return Import(tuple(lines), good=True)


def _entry_lines(entry: Entry, names: dict[str, str], office_names: dict[str, str]) -> list[str]:
    draft = entry.draft
    if entry.person_id is None:
        office = office_names.get(draft.office or "", "ohne Amt")
        roles = ", ".join(ROLE_NAMES[role] for role in draft.roles) or "ohne Rolle"
        deputy = f", Vertretung: {names[entry.deputy]}" if entry.deputy else ""
        return [f"neu: {draft.name} ({draft.slack_user_id}) – {office}, {roles}{deputy}"]
    if not entry.changes:
        return []
    back = ["  ist wieder Mitglied"] if entry.returns else []
    changes = [f"  {_difference(one, names, office_names)}" for one in entry.differences]
    return [f"geändert: {draft.name} ({draft.slack_user_id})", *back, *changes]


def _difference(one: Difference, names: dict[str, str], office_names: dict[str, str]) -> str:
    def shown(value: str) -> str:
        match one.field:
            case "office":
                value = office_names.get(value, value)
            case "deputy":
                value = names.get(value, value)
            case "roles":
                value = ", ".join(ROLE_NAMES[role] for role in value.split())
            case "lead_contact":
                value = "ja" if value else "nein"
        return value or "(leer)"

    return f"{COLUMN_NAMES[one.field]}: {shown(one.before)} → {shown(one.after)}"


def sentence(problem: RowProblem) -> str:
    """Say in German what is wrong with a line."""
    typed, column = problem.typed, COLUMN_NAMES.get(problem.column, problem.column)
    match problem.reason:
        case Reason.COLUMN_UNKNOWN:
            return f"Die Spalte „{typed}“ ist nicht bekannt. Bekannt sind: {', '.join(COLUMNS)}."
        case Reason.TOO_LONG:
            return f"{column}: Es sind höchstens {typed} Zeichen möglich."
        case Reason.TWICE:
            return f"„{typed}“ steht schon in einer Zeile weiter oben."
        case _:
            return SENTENCES[problem.reason].format(typed=typed)


SENTENCES = {
    Reason.TOO_LARGE: "Die Datei ist zu groß.",
    Reason.NOT_TEXT: "Das ist keine CSV-Datei. Bitte speichern Sie die Tabelle als „CSV UTF-8“.",
    Reason.NO_ROWS: "Die Datei enthält keine Personen.",
    Reason.COLUMN_TWICE: "Die Spalte „{typed}“ kommt zweimal vor.",
    Reason.NO_PERSON_COLUMN: "Es fehlt eine Spalte slack_user_id oder email.",
    Reason.CELLS: "Die Zeile hat nicht so viele Felder wie die Überschrift ({typed}).",
    Reason.NO_PERSON: "Es fehlt die Slack-ID oder die E-Mail-Adresse.",
    Reason.BAD_USER_ID: "„{typed}“ ist keine Slack-ID. Sie sieht so aus: U012AB3CD.",
    Reason.BAD_EMAIL: "„{typed}“ ist keine E-Mail-Adresse.",
    Reason.OFFICE_UNKNOWN: "Ein Amt „{typed}“ ist nicht bekannt.",
    Reason.ROLE_UNKNOWN: "Eine Rolle „{typed}“ gibt es nicht. Möglich sind: secretariat, office, planner, lead, reader.",
    Reason.OFFICE_MISSING: "Wer für ein Amt antwortet (Rolle office), braucht ein Amt.",
    Reason.NAME_MISSING: "Der Name fehlt und ist auch aus dem Chat nicht bekannt.",
    Reason.NOT_IN_CHAT: "„{typed}“ ist in diesem Slack-Workspace keine aktive Person.",
    Reason.CHAT_UNREACHABLE: "„{typed}“ konnte in Slack nicht nachgeschlagen werden. Bitte prüfen Sie"
    " SLACK_BOT_TOKEN und die Verbindung, oder tragen Sie die Slack-ID ein.",
    Reason.DEPUTY_UNKNOWN: "Die Vertretung „{typed}“ ist weder eingetragen noch in dieser Datei.",
    Reason.DEPUTY_AMBIGUOUS: "Die Vertretung „{typed}“ ist nicht eindeutig. Bitte nennen Sie die Slack-ID.",
    Reason.DEPUTY_SELF: "Niemand kann sich selbst vertreten.",
    Reason.LAST_SECRETARIAT: "Damit hätte niemand mehr die Rolle Geschäftsstelle (secretariat).",
    Reason.CONTACT_TWICE: "Für das Amt „{typed}“ sind zwei Ansprechpersonen genannt; eine ist möglich.",
}
