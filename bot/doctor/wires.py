"""The network's part: how the bot gets out, and whom it trusts there."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientConnectorCertificateError, ClientHttpProxyError, ClientProxyConnectionError

from bot.doctor.findings import Finding, fault, fine, hint
from bot.network import way_out
from bot.settings import Settings

SOON = timedelta(days=30)


def examined(settings: Settings) -> list[Finding]:
    """Name the proxy and the authority; nothing is sent."""
    way = way_out(settings)
    host = urlsplit(settings.slack_api_url).hostname
    if way.proxy_name is not None:
        found = [fine("network", f"{host} is reached through the proxy {way.proxy_name}.")]
    else:
        found = [fine("network", f"{host} is reached directly, without a proxy.")]
    if settings.ca_file is not None:
        found += authority(settings.ca_file, datetime.now(UTC))
    return found


def authority(file: Path, now: datetime) -> list[Finding]:
    """Judge the certificates that the city has given us to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=file)
    certificates = context.get_ca_certs()
    if not certificates:
        remedy = "Take the certificate of the authority itself, not the server's."
        return [fault("authority", f"{file} holds no certificate of an authority.", remedy)]
    last = min(datetime.fromtimestamp(ssl.cert_time_to_seconds(str(one["notAfter"])), UTC) for one in certificates)
    renew = f"Ask for the new one and put it to {file}."
    if last <= now:
        return [fault("authority", f"A certificate in {file} ended on {last:%Y-%m-%d}.", renew)]
    if last <= now + SOON:
        return [hint("authority", f"A certificate in {file} ends on {last:%Y-%m-%d}.", renew)]
    return [fine("authority", f"{len(certificates)} in {file}, valid until {last:%Y-%m-%d}.")]


def unreachable(error: Exception) -> tuple[str, str]:
    """Say why the chat cannot be reached, and what to do about it."""
    match error:
        case ClientHttpProxyError(status=status):
            says = f"The proxy refuses to pass us on (status {status})."
            return says, "Let it through to Slack's hosts; name and password go into HTTPS_PROXY."
        case ClientProxyConnectionError():
            return "The proxy cannot be reached.", "Check HTTPS_PROXY."
        case ClientConnectorCertificateError():
            says = "The certificate that answers for Slack is not trusted."
            return says, "If your network opens TLS connections, set AGSP_CA_FILE to its authority's certificate."
        case _:
            remedy = "Check the network, a proxy in HTTPS_PROXY, and SLACK_API_URL."
            return f"Slack cannot be reached ({type(error).__name__}).", remedy
