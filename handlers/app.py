"""The Bolt app: every noun's handlers behind one door, refusals answered in one place."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import (
    absences,
    audit,
    bundles,
    closing_days,
    confirmations,
    digests,
    distribution_lists,
    districts,
    entered_answers,
    errors,
    figure_files,
    figures,
    files,
    homes,
    imports,
    inquiries,
    intention_edits,
    intention_links,
    intention_lists,
    intention_strikes,
    intentions,
    kept_sheets,
    mail_copies,
    mail_texts,
    meetings,
    need_details,
    need_sites,
    needs,
    notifications,
    offices,
    own_data,
    people,
    pools,
    questions,
    reconsultations,
    reports,
    request_starts,
    requests,
    result_changes,
    results,
    search,
    setup,
    silences,
    topics,
    typed_texts,
    updates,
    waves,
)
from handlers.house import House
from handlers.routing import RoutedApp
from handlers.translations import Texts
from handlers.visit import Usher

NOUNS = (
    intentions,
    intention_edits,
    intention_links,
    intention_lists,
    intention_strikes,
    results,
    result_changes,
    requests,
    request_starts,
    reconsultations,
    distribution_lists,
    topics,
    inquiries,
    needs,
    need_details,
    entered_answers,
    mail_copies,
    mail_texts,
    silences,
    typed_texts,
    notifications,
    reports,
    questions,
    meetings,
    updates,
    digests,
    people,
    absences,
    offices,
    search,
    files,
    figures,
    kept_sheets,
    confirmations,
    figure_files,
    bundles,
    need_sites,
    districts,
    pools,
    closing_days,
    setup,
    imports,
    waves,
    audit,
    own_data,
    homes,
)


def build_app(house: House, client: AsyncWebClient, texts: dict[str, Texts], *, signing_secret: str) -> AsyncApp:
    """Assemble the app; answers are sent after the handler has stored its fact (decision 7).

    The outer guard in `bot.web` verifies HTTP requests, and Socket Mode needs no signature;
    Bolt verifies HTTP requests once more.
    """
    app = RoutedApp(
        name="agsp-bot",  # else Bolt reads the whole call stack to find one
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=True,
    )
    app.middleware(Usher(house, texts))
    errors.register(app)
    for noun in NOUNS:
        noun.register(app)
    return app
