"""All modules with tables: whoever needs the whole schema imports this."""

from storage import (
    audit,
    form_drafts,
    inbox,
    installation,
    intentions,
    meetings,
    needs,
    outbox,
    people,
    rates,
    reminders,
    results,
    surfaces,
)

TABLE_MODULES = (
    audit,
    form_drafts,
    inbox,
    installation,
    intentions,
    meetings,
    needs,
    outbox,
    people,
    rates,
    reminders,
    results,
    surfaces,
)
