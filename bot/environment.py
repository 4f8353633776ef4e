"""Variables that libraries read behind our back, and what becomes of them."""

from collections.abc import MutableMapping
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from bot.settings import LOOPBACK

READ_BY_BOLT = (
    "SLACK_CLIENT_ID",  # with the secret it silently turns Bolt to OAuth mode
    "SLACK_CLIENT_SECRET",
    "SLACK_BOT_TOKEN",  # ours is in the client already; Bolt would warn of two
    "SLACK_SIGNING_SECRET",
    "SLACK_VERIFICATION_TOKEN",
)
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


def shield(environment: MutableMapping[str, str], api_url: str) -> None:
    """Leave to the libraries what our settings mean: one workspace, and a proxy only on the way out.

    To be called after the settings were read and before the Slack client is made.
    """
    for name in READ_BY_BOLT:
        environment.pop(name, None)
    host = urlsplit(api_url).hostname or ""
    if host in LOOPBACK or proxy_bypass(host):
        # slack_sdk does not know NO_PROXY; it would ask the proxy for this machine.
        for name in PROXIES:
            environment.pop(name, None)
