"""What an administrator sets: environment variables or a .env file, checked before anything starts."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from planning.calendar import WorkingCalendar
from planning.policy import Policy
from reminders.delivery import Patience
from storage.database import async_url

SLACK = "https://slack.com/api/"
SLACK_DOMAINS = ("slack.com", "slack-gov.com")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SANDBOX_TOKEN = re.compile(r"x(oxb|app)-sandbox-")
SLACKS_TOKEN = re.compile(r"(xoxe\.)?(xox[a-z]|xapp)-\d")
EARLIEST = time(3, 0)
"""Between midnight and this time the clocks change; nothing is planned there."""
NOTES_END = time(17, 0)
SLACKS_PATIENCE = Patience(per_minute=300.0)
"""Slack lets an app post "several hundred messages per minute" in a workspace."""
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")

Listed = Annotated[tuple[str, ...], NoDecode]
"""Values separated by commas or blanks."""


class SettingsError(Exception):
    """The bot cannot start like this; `sentences` say what to change, one each."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """All settings; `.env.example` explains each one. Secrets may also come from a file named by …_FILE."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: SecretStr = Field(SecretStr("sqlite:///data/agsp.sqlite"), validation_alias="DATABASE_URL")
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_bot_token_file: Path | None = Field(None, validation_alias="SLACK_BOT_TOKEN_FILE")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_signing_secret_file: Path | None = Field(None, validation_alias="SLACK_SIGNING_SECRET_FILE")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_app_token_file: Path | None = Field(None, validation_alias="SLACK_APP_TOKEN_FILE")
    slack_api_url: str = Field(SLACK, validation_alias="SLACK_API_URL")
    port: int = Field(3000, ge=1, le=65535, validation_alias="PORT")
    work_port: int | None = Field(None, ge=1, le=65535, validation_alias="AGSP_WORK_PORT")
    host: str | None = Field(None, validation_alias="AGSP_HOST")
    catalogue: Path | None = Field(None, validation_alias="AGSP_CATALOGUE")
    templates: Path | None = Field(None, validation_alias="AGSP_TEMPLATES")
    channel: str | None = Field(None, pattern=r"^[CG][A-Z0-9]+$", validation_alias="AGSP_CHANNEL")
    secretariat: Listed = Field((), validation_alias="AGSP_SECRETARIAT")
    language: Literal["de", "en"] = Field("de", validation_alias="AGSP_LANGUAGE")
    time_zone: str = Field("Europe/Berlin", validation_alias="AGSP_TIME_ZONE")
    holiday_region: str = Field("DE-BW", validation_alias="AGSP_HOLIDAY_REGION")
    closing_days: Annotated[tuple[date, ...], NoDecode] = Field((), validation_alias="AGSP_CLOSING_DAYS")
    deadline_days: int = Field(10, ge=1, le=60, validation_alias="AGSP_DEADLINE_DAYS")
    deadline_time: time = Field(time(18, 0), validation_alias="AGSP_DEADLINE_TIME")
    morning_time: time = Field(time(8, 30), validation_alias="AGSP_MORNING_TIME")
    forget_after_days: int = Field(365, ge=1, le=3650, validation_alias="AGSP_FORGET_AFTER_DAYS")
    clock_url: str | None = Field(None, validation_alias="AGSP_CLOCK_URL")
    proxy: SecretStr | None = Field(None, validation_alias="HTTPS_PROXY")
    ca_file: Path | None = Field(None, validation_alias="AGSP_CA_FILE")
    command_prefix: str = Field(
        "", max_length=20, pattern=r"^([a-z0-9][a-z0-9_-]*)?$", validation_alias="AGSP_COMMAND_PREFIX"
    )
    patience: Annotated[Patience, NoDecode] = Field(SLACKS_PATIENCE, validation_alias="AGSP_PATIENCE")
    log_format: Literal["plain", "json"] = Field("plain", validation_alias="AGSP_LOG_FORMAT")

    @field_validator("secretariat", "closing_days", mode="before")
    @classmethod
    def _split(cls, typed: Any) -> Any:
        return tuple(part for part in re.split(r"[\s,;]+", typed) if part) if isinstance(typed, str) else typed

    @field_validator("patience", mode="before")
    @classmethod
    def _pairs(cls, typed: Any) -> Any:
        return _patience(typed) if isinstance(typed, str) else typed

    @field_validator("secretariat")
    @classmethod
    def _user_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        for one in ids:
            if not re.fullmatch(r"[UW][A-Z0-9]+", one):
                raise ValueError(f"{one!r} is not a chat user id; they look like U012AB3CD")
        return ids

    @field_validator("database_url")
    @classmethod
    def _supported(cls, url: SecretStr) -> SecretStr:
        try:
            async_url(url.get_secret_value())
        except ArgumentError:  # its own words would repeat the password
            raise ValueError("not a database address; it looks like postgresql://user:password@host/name") from None
        return url

    @field_validator("slack_api_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        return _address(url).rstrip("/") + "/"

    @field_validator("clock_url")
    @classmethod
    def _loopback_only(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(_address(url)).hostname not in LOOPBACK:
            raise ValueError("only an address of this machine may set the time, e.g. http://127.0.0.1:3000/clock")
        return url

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no time zone {name!r}; they look like Europe/Berlin") from None
        return name

    @field_validator("deadline_time", "morning_time")
    @classmethod
    def _in_daylight(cls, at: time) -> time:
        if at < EARLIEST or at.tzinfo is not None:
            raise ValueError("a time of day like 08:30, not between 00:00 and 02:59: the clocks change there")
        return at

    @field_validator("morning_time")
    @classmethod
    def _while_offices_work(cls, at: time) -> time:
        if at > NOTES_END:
            raise ValueError("the morning note must leave before 17:00")
        return at

    @field_validator("catalogue", "templates")
    @classmethod
    def _folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        return folder

    @field_validator("proxy")
    @classmethod
    def _proxy_address(cls, proxy: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(proxy.get_secret_value()) if proxy is not None else None
        if parts is not None and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("not the address of a proxy; it looks like http://proxy.stadt.example:8080")
        return proxy

    @field_validator("ca_file")
    @classmethod
    def _certificates(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
            except OSError:  # an SSLError, too
                raise ValueError(f"the file {file} holds no certificates in PEM form, or cannot be read") from None
        return file

    @model_validator(mode="after")
    def _holidays_known(self) -> Self:
        try:
            self.calendar()
        except NotImplementedError:
            raise ValueError(
                f"AGSP_HOLIDAY_REGION: no holidays are known for {self.holiday_region!r};"
                " regions look like DE-BW (ISO 3166-2)"
            ) from None
        return self

    @model_validator(mode="after")
    def _tokens_stay_where_they_belong(self) -> Self:
        """Keep a real token from any other server, and an invented one from Slack's."""
        ours = _is_slack(self.slack_api_url)
        for name in SECRETS:
            token = self.secret(name)
            if token is None:
                continue
            if ours and SANDBOX_TOKEN.match(token):
                raise ValueError(f"{name} is a token of the sandbox, but SLACK_API_URL is Slack itself")
            if not ours and SLACKS_TOKEN.match(token):
                raise ValueError(f"{name} is a real Slack token; it is not sent to the host in SLACK_API_URL")
        return self

    def secret(self, name: str) -> str | None:
        """Give a secret from its variable or from the file that …_FILE names; None when neither is set.

        Raises ValueError when both are set or the file cannot be read.
        """
        direct: SecretStr | None = getattr(self, name.lower())
        file: Path | None = getattr(self, f"{name.lower()}_file")
        if file is None:
            return direct.get_secret_value().strip() if direct is not None else None
        if direct is not None:
            raise ValueError(f"{name} and {name}_FILE are both set; only one may be")
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"{name}_FILE: the file {file} cannot be read") from None

    def calendar(self) -> WorkingCalendar:
        """Make the city's working calendar."""
        return WorkingCalendar(ZoneInfo(self.time_zone), self.holiday_region, frozenset(self.closing_days))

    def policy(self) -> Policy:
        """Make the group's rules in numbers."""
        return Policy(
            deadline_days=self.deadline_days,
            deadline_time=self.deadline_time,
            morning_time=self.morning_time,
            forget_after_days=self.forget_after_days,
        )


def read_settings() -> Settings:
    """Read environment and .env; raises SettingsError with a sentence for each mistake."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(*_sentences(error)) from None


def settings_of(values: Mapping[str, str]) -> Settings:
    """Make settings of these values alone: neither environment nor .env are read. Raises SettingsError."""
    try:
        return _Given(**dict(values))  # type: ignore[arg-type]  # names as in the environment, values as typed there
    except ValidationError as error:
        raise SettingsError(*_sentences(error)) from None


class _Given(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def _sentences(error: ValidationError) -> list[str]:
    """Word pydantic's findings; what was typed is left out, because it may be a secret."""
    sentences = []
    for found in error.errors(include_url=False, include_input=False):
        reason = found["msg"].removeprefix("Value error, ")
        name = str(found["loc"][0]) if found["loc"] else ""
        sentences.append(f"{name}: {reason}." if name else f"{reason}.")
    return sentences


def _patience(typed: str) -> Patience:
    """Read "lease=30 quiet=75 …"; what is not named stays as it is."""
    usual = asdict(SLACKS_PATIENCE)
    named: dict[str, Any] = {}
    for pair in typed.split():
        name, _, value = pair.partition("=")
        try:
            named[name] = type(usual[name])(value)
        except (KeyError, ValueError):
            raise ValueError(f"numbers like lease=30; there are {', '.join(usual)}") from None
    return Patience(**(usual | named))


def _address(url: str) -> str:
    parts = urlsplit(url)
    plain = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
    # Backslashes, blanks and user names are read differently by different libraries: whose host is it then?
    if not plain or "@" in parts.netloc or re.search(r"[\\\s]", url):
        raise ValueError("not a web address; it looks like https://slack.com/api/")
    return url


def _is_slack(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(host == name or host.endswith(f".{name}") for name in SLACK_DOMAINS)
