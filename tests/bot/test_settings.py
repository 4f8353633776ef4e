"""What an administrator sets is checked before anything starts, and said in sentences."""

import os
import re
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest
from pydantic import AliasChoices
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.environment import shield
from bot.processes import beats
from bot.settings import Settings, SettingsError, read_settings, settings_of

ROOT = Path(__file__).parents[2]
SLACKS_OWN = "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
ROTATED = "xoxe.xoxb-1-Mi0yLTEyMzQ1Njc4OTAxMi0x"
SANDBOX = "xoxb-sandbox-0123456789ab"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read no .env and no variable of whoever runs the tests."""
    for name in os.environ:
        if name.startswith(("SLACK_", "AGSP_")) or name.upper() in {"DATABASE_URL", "PORT", "HTTPS_PROXY"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def names() -> set[str]:
    """All settings as the administrator writes them."""
    aliases = {field.validation_alias for field in Settings.model_fields.values()}
    assert not any(isinstance(alias, AliasChoices) for alias in aliases)
    return {str(alias) for alias in aliases}


def refusal(**values: str) -> str:
    """What is said about settings that cannot be."""
    with pytest.raises(SettingsError) as refused:
        settings_of(values)
    return " ".join(refused.value.sentences)


def test_without_any_setting_the_group_has_its_agreed_rules() -> None:
    settings = read_settings()
    policy = settings.policy()
    assert (policy.deadline_days, policy.deadline_time, policy.morning_time) == (10, time(18), time(8, 30))
    assert (settings.time_zone, settings.holiday_region, settings.language) == ("Europe/Berlin", "DE-BW", "de")
    assert settings.database_url.get_secret_value() == "sqlite:///data/agsp.sqlite"


def test_every_setting_is_explained_in_the_example() -> None:
    explained = re.findall(r"(?m)^([A-Z_]+)=$", (ROOT / ".env.example").read_text(encoding="utf-8"))
    assert sorted(explained) == sorted(names())


def test_the_example_itself_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings().model_dump() == settings_of({}).model_dump()


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AGSP_DEADLINE_DAYS=7\nPORT=4000\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "5000")
    settings = read_settings()
    assert (settings.deadline_days, settings.port) == (7, 5000)


def test_lists_are_written_with_commas_or_blanks() -> None:
    settings = settings_of({"AGSP_SECRETARIAT": "U0KESSLER, U0VOGT", "AGSP_CLOSING_DAYS": "2026-05-15 2026-06-05"})
    assert settings.secretariat == ("U0KESSLER", "U0VOGT")
    assert not settings.calendar().is_working_day(date(2026, 5, 15))
    assert settings.calendar().is_working_day(date(2026, 5, 18))


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_a_secret_may_come_from_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc-123\n", encoding="utf-8")
    assert settings_of({f"{name}_FILE": str(tmp_path / "secret")}).secret(name) == "abc-123"


def test_a_secret_from_a_file_is_checked_as_well(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SANDBOX, encoding="utf-8")
    said = refusal(SLACK_BOT_TOKEN_FILE=str(tmp_path / "token"))
    assert said == "SLACK_BOT_TOKEN is a token of the sandbox, but SLACK_API_URL is Slack itself."


@pytest.mark.parametrize("url", ["https://slack.com/api/", "https://slack-gov.com/api", "https://SLACK.com/api/"])
def test_an_invented_token_is_refused_at_slack(url: str) -> None:
    assert "token of the sandbox" in refusal(SLACK_BOT_TOKEN=SANDBOX, SLACK_API_URL=url)


@pytest.mark.parametrize("token", [SLACKS_OWN, ROTATED])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:3000/api/",
        "http://slack.com/api/",
        "https://slack.com.example.org/api/",
        "https://notslack.com/api/",
        "https://example.org/slack.com/",
    ],
)
def test_a_real_token_is_refused_anywhere_but_at_slack(token: str, url: str) -> None:
    said = refusal(SLACK_BOT_TOKEN=token, SLACK_API_URL=url)
    assert "real Slack token" in said
    assert token not in said


@pytest.mark.parametrize("url", ["https://slack.com/api/", "https://slack-gov.com/api"])
def test_a_real_token_is_taken_at_slack_and_govslack(url: str) -> None:
    assert settings_of({"SLACK_BOT_TOKEN": SLACKS_OWN, "SLACK_API_URL": url}).slack_api_url == f"{url.rstrip('/')}/"


def test_a_real_app_token_is_refused_anywhere_but_at_slack() -> None:
    said = refusal(SLACK_APP_TOKEN="xapp-1-A012-345-abc", SLACK_API_URL="http://127.0.0.1:3000/api/")
    assert said == "SLACK_APP_TOKEN is a real Slack token; it is not sent to the host in SLACK_API_URL."


WRONG = {
    "AGSP_PATIENCE": ["lease", "rest=3", "lease=geheim", "lease=5", "quiet=-1", "lease=nan", "quiet=nan", "batch=0"],
    "SLACK_API_URL": [
        "slack.com/api",
        "https://slack.com@example.org/",
        "https://example.org\\@slack.com/",
        "ftp://x/",
    ],
    "DATABASE_URL": ["mysql://host/name", "data/agsp.sqlite", "postgresql://user:geheim@host:port/name"],
    "PORT": ["0", "65536", "http"],
    "AGSP_CHANNEL": ["#agsp", "agsp"],
    "AGSP_SECRETARIAT": ["@kessler", "U0KESSLER,kessler"],
    "AGSP_CATALOGUE": ["no/such/folder"],
    "AGSP_LANGUAGE": ["fr"],
    "AGSP_TIME_ZONE": ["Europe/Stuttgart", "../etc"],
    "AGSP_HOLIDAY_REGION": ["DE-XX", "Baden"],
    "AGSP_CLOSING_DAYS": ["15.05.2026", "2026-02-30"],
    "AGSP_DEADLINE_DAYS": ["0", "61", "zehn"],
    "AGSP_DEADLINE_TIME": ["25:00", "02:30", "abends"],
    "AGSP_MORNING_TIME": ["00:00", "17:30"],
    "AGSP_CLOCK_URL": [
        "http://192.168.0.7/clock",
        "http://127.0.0.1.example.org/clock",
        "http://127.0.0.1@example.org/",
    ],
    "AGSP_LOG_FORMAT": ["xml"],
    "AGSP_FORGET_AFTER_DAYS": ["0", "ewig"],
    "AGSP_CA_FILE": ["no/such/file", str(ROOT / "README.md")],
    "AGSP_COMMAND_PREFIX": ["Stuttgart-", "/stuttgart-", "stuttgart ", "x" * 21],
    "HTTPS_PROXY": ["proxy.stadt.example:8080", "socks5://user:geheim@proxy.stadt.example"],
    "SLACK_BOT_TOKEN_FILE": ["no/such/file"],
}


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, values in WRONG.items() for typed in values])
def test_a_wrong_value_is_named_and_its_secret_is_not_repeated(name: str, typed: str) -> None:
    said = refusal(**{name: typed})
    assert said.startswith(name)
    assert said.endswith(".")
    assert "geheim" not in said


def test_the_delivery_can_be_told_how_long_to_wait() -> None:
    patience = settings_of({"AGSP_PATIENCE": "lease=12.5 batch=3"}).patience
    assert (patience.lease, patience.batch, patience.quiet) == (12.5, 3, 75.0)
    assert patience.per_minute == settings_of({}).patience.per_minute == 300.0
    assert settings_of({"AGSP_PATIENCE": "per_minute=0"}).patience.pause == 0.0


def test_every_mistake_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of({"PORT": "0", "AGSP_LANGUAGE": "fr"})
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == ["PORT", "AGSP_LANGUAGE"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:3000/clock", "http://localhost:3000/clock", "http://[::1]:3000/clock"]
)
def test_the_clock_may_be_on_this_machine(url: str) -> None:
    assert settings_of({"AGSP_CLOCK_URL": url}).clock_url == url


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    values = {"SLACK_BOT_TOKEN": SLACKS_OWN, "SLACK_SIGNING_SECRET": "5ecret", "DATABASE_URL": "postgres://u:pw@h/n"}
    shown = repr(settings_of(values))
    assert not any(secret in shown for secret in (SLACKS_OWN, "5ecret", "pw@"))


def test_a_client_id_in_the_environment_does_not_turn_bolt_to_oauth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "abc")
    client = AsyncWebClient(token=SANDBOX)
    assert AsyncApp(client=client, signing_secret="x").oauth_flow is not None  # what would happen
    shield(os.environ, "https://slack.com/api/")
    assert AsyncApp(client=client, signing_secret="x").oauth_flow is None


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.stadt.example:8080")
    shield(os.environ, "https://slack.com/api/")
    assert AsyncWebClient().proxy == "http://proxy.stadt.example:8080"
    shield(os.environ, "http://127.0.0.1:3000/api/")
    assert AsyncWebClient().proxy is None


@pytest.mark.process
@pytest.mark.parametrize("command", ["run", "migrate"])
def test_wrong_settings_end_in_sentences_and_not_in_a_traceback(command: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PORT": "none", "AGSP_LANGUAGE": "fr"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 2)
    assert ended.stderr.startswith("PORT: ")


def test_who_moves_the_clock_sees_within_a_second_what_it_causes() -> None:
    """The sandbox tells the time; a city's bot looks at its leisure."""
    assert beats(settings_of({"AGSP_CLOCK_URL": "http://127.0.0.1:3000/clock"})).ticks < 1
    assert beats(settings_of({})).ticks > 1
