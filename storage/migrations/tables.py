"""All modules with tables: whoever needs the whole schema imports this."""

from storage import (
    audit,
    closing_days,
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
    search,
    setup,
    surfaces,
)

TABLE_MODULES = (
    audit,
    closing_days,
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
    search,
    setup,
    surfaces,
)
