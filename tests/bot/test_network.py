"""Out of a city's network: through its proxy and trusting its authority, for calls and for Socket Mode alike."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, ClientSession
from slack_bolt.async_app import AsyncApp

from bot import network
from bot.doctor import wires
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, Grade, lines
from bot.settings import Settings, settings_of
from bot.socket_mode import connected
from sandbox.dialog import Sandbox
from tests.bot.city_network import HOST, Authority, Proxy, authority, proxy, tls

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-03-02T08:45:00+01:00")


@pytest.fixture(autouse=True)
def _own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know no proxy of whoever runs the tests."""
    for name in list(os.environ):
        if name.lower() in {"http_proxy", "https_proxy", "no_proxy", "all_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def stadt_ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The city's authority; making one costs a moment."""
    return authority(tmp_path_factory.mktemp("authority"))


@dataclass(frozen=True)
class Behind:
    """The demonstration's workspace behind TLS and proxy, under a name that only the proxy knows."""

    sandbox: Sandbox
    proxy: Proxy
    ca: Authority

    def settings(self, folder: Path, **more: str) -> Settings:
        """What the city's administrator sets."""
        values = {
            "DATABASE_URL": f"sqlite:///{folder / 'agsp.db'}",
            "SLACK_API_URL": f"https://{HOST}/api/",
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_APP_TOKEN": self.sandbox.app_token,
            "HTTPS_PROXY": f"http://127.0.0.1:{self.proxy.port}",
            "AGSP_CA_FILE": str(self.ca.file),
            "AGSP_CHANNEL": "C0AGSP",
        }
        return settings_of({name: value for name, value in (values | more).items() if value})


@asynccontextmanager
async def behind(ca: Authority, password: str | None = None) -> AsyncIterator[Behind]:
    """Serve all of it."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=NOW
    ) as sandbox:
        port = urlsplit(sandbox.url).port
        assert port is not None
        async with tls(port, ca.certificate, ca.key) as door, proxy(door, password) as way:
            sandbox.backend.serve_at(f"https://{HOST}")
            yield Behind(sandbox, way, ca)


async def examined(settings: Settings) -> dict[str, Finding]:
    """Examine and give the last finding about each thing."""
    return {one.about: one for one in await examine(settings)}


async def test_the_doctor_reaches_slack_through_proxy_and_authority_and_names_both(
    stadt_ca: Authority, tmp_path: Path
) -> None:
    async with behind(stadt_ca) as city:
        found = await examined(city.settings(tmp_path))
        assert found["bot token"].grade is Grade.FINE
        assert found["network"].says == f"{HOST} is reached through the proxy 127.0.0.1:{city.proxy.port}."
        assert (
            found["authority"].says.startswith(f"1 in {stadt_ca.file}, valid until")
            or "ends on" in found["authority"].says
        )
        assert set(city.proxy.asked) == {f"CONNECT {HOST}:443"}


async def test_socket_mode_takes_the_same_way(stadt_ca: Authority, tmp_path: Path) -> None:
    async with behind(stadt_ca) as city:
        settings = city.settings(tmp_path)
        city.sandbox.connect(None)
        seen: list[str] = []
        async with ClientSession() as http:
            client = network.client(settings, network.way_out(settings), city.sandbox.bot_token, http)
            app = AsyncApp(client=client, signing_secret="x", process_before_response=True)

            @app.command("/agsp")
            async def answer(ack: object, body: dict[str, str]) -> None:
                seen.append(body["text"])
                await ack("da")  # type: ignore[operator]  # Bolt injects by name

            async with connected(app, client, city.sandbox.app_token):
                async with asyncio.timeout(10):
                    await city.sandbox.backend.sockets.connected()
                await city.sandbox.person("Sabine Ott").command("/agsp hilfe")
        assert seen == ["hilfe"]
        assert len(city.proxy.asked) >= 2, "the call and the websocket, each through the proxy"


async def test_an_authority_that_is_not_known_is_named_with_what_to_do(stadt_ca: Authority, tmp_path: Path) -> None:
    async with behind(stadt_ca) as city:
        found = await examined(city.settings(tmp_path, AGSP_CA_FILE=""))
        assert found["bot token"].says == "The certificate that answers for Slack is not trusted."
        assert "AGSP_CA_FILE" in found["bot token"].remedy


async def test_a_proxy_that_wants_a_password_gets_it_and_nobody_else_sees_it(
    stadt_ca: Authority, tmp_path: Path
) -> None:
    async with behind(stadt_ca, password="agsp:geheim") as city:
        refused = await examined(city.settings(tmp_path))
        assert refused["bot token"].says == "The proxy refuses to pass us on (status 407)."
        settings = city.settings(tmp_path, HTTPS_PROXY=f"http://agsp:geheim@127.0.0.1:{city.proxy.port}")
        let_through = await examined(settings)
        assert let_through["bot token"].grade is Grade.FINE
        assert "geheim" not in "\n".join(lines(let_through.values())) + repr(settings)


async def test_a_proxy_that_is_away_is_named(stadt_ca: Authority, tmp_path: Path) -> None:
    async with behind(stadt_ca) as city:
        found = await examined(city.settings(tmp_path, HTTPS_PROXY="http://127.0.0.1:1"))
        assert (found["bot token"].says, found["bot token"].remedy) == (
            "The proxy cannot be reached.",
            "Check HTTPS_PROXY.",
        )


async def test_without_the_proxy_there_is_no_way(stadt_ca: Authority, tmp_path: Path) -> None:
    async with behind(stadt_ca) as city, ClientSession() as http:
        settings = city.settings(tmp_path, HTTPS_PROXY="")
        client = network.client(settings, network.way_out(settings, {}), city.sandbox.bot_token, http)
        with pytest.raises((ClientError, OSError)):
            await client.auth_test()


@pytest.mark.parametrize(
    ("url", "no_proxy", "proxied"),
    [
        ("https://slack.com/api/", "", True),
        ("https://slack.com/api/", "slack.com", False),
        ("https://slack.com/api/", ".stadt.example", True),
        ("http://127.0.0.1:3000/api/", "", False),
        ("http://localhost:3000/api/", "", False),
    ],
)
def test_a_proxy_is_asked_for_what_is_outside(
    url: str, no_proxy: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    settings = settings_of({"SLACK_API_URL": url, "HTTPS_PROXY": "http://proxy.stadt.example:8080"})
    assert network.way_out(settings, {}).proxy_name == ("proxy.stadt.example:8080" if proxied else None)


def test_the_proxy_may_also_stand_where_other_programs_look_for_it() -> None:
    settings = settings_of({})
    assert network.way_out(settings, {"http_proxy": "http://proxy.stadt.example"}).proxy_name == "proxy.stadt.example"
    assert network.way_out(settings, {}).proxy is None


def test_an_authority_that_ends_is_named_in_time(stadt_ca: Authority) -> None:
    now = datetime.now(UTC)
    assert [one.grade for one in wires.authority(stadt_ca.file, now)] == [Grade.HINT]
    assert [one.grade for one in wires.authority(stadt_ca.file, now - timedelta(days=60))] == [Grade.FINE]
    assert [one.grade for one in wires.authority(stadt_ca.file, now + timedelta(days=3))] == [Grade.FAULT]
    (server,) = wires.authority(stadt_ca.certificate, now)
    assert server.says.endswith("holds no certificate of an authority.")
