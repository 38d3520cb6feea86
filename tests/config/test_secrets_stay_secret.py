"""No secret is ever shown: not by `settings show`, the doctor, an error, a trace or the settings' own representation."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr

from config.load import load
from config.reference import as_rows
from config.settings import Settings
from golddust.errors import Misconfigured

CANARY = "canary0singing0"
"""In every secret, followed by two digits of its own."""
WHSEC = "whsec_Y2FuYXJ5MHNpbmdpbmcwMDAwMDAwMDAw"
KEY = "c0ffee" * 10 + "{:04d}"


def _canary(number: int) -> str:
    return f"{CANARY}{number:02}"


HOOKS = {
    "keyed": {"scheme": "hmac", "secrets": [_canary(1), _canary(2)], "header": "X-Signature"},
    "named": {"scheme": "basic", "username": "shop", "secrets": [_canary(3)]},
    "borne": {"scheme": "bearer", "secrets": [_canary(4)]},
    "plain": {"secrets": [WHSEC]},
}
SETTINGS: dict[str, Any] = {
    "store": {"url": f"postgresql+psycopg://golddust:{_canary(10)}@127.0.0.1:1/golddust"},
    "log": {
        "backend": "kafka", "security": "sasl_plaintext", "username": "golddust", "password": _canary(11),
        "bootstrap_servers": ["127.0.0.1:1"],
        "registry": {"url": "http://127.0.0.1:1", "username": "golddust", "password": _canary(19)},
    },
    "keys": {"pseudonym": KEY.format(1), "links": KEY.format(2), "originals": KEY.format(3),
             "links_before": KEY.format(4), "originals_before": KEY.format(5)},
    "observe": {"otlp_endpoint": "http://127.0.0.1:1", "otlp_headers": {"Authorization": f"Bearer {_canary(12)}"}},
    "sms": {
        "twilio": {
            "account_sid": "AC" + "0" * 32,
            "auth_token": f"{_canary(13)},{_canary(14)}",
            "shared_keys": [_canary(15)],
            "api_base": "http://127.0.0.1:1",
            "accounts": {"north": {"account_sid": "AC" + "1" * 32, "auth_token": _canary(16)}},
        }
    },
    "replies": {"smtp": {"host": "127.0.0.1", "port": 1, "username": "golddust", "password": _canary(17)}},
    "console": {"oidc": {"issuer": "http://127.0.0.1:1", "client_id": "golddust", "client_secret": _canary(18),
                         "default_role": "viewer"}},
    "hooks": {name: {"verify": verify, "map": {"text": "message"}} for name, verify in HOOKS.items()},
    "mirrors": {
        "rt": {"url": "http://127.0.0.1:1", "user": "golddust", "password": _canary(20)},
        "roundup": {"url": "http://127.0.0.1:1", "user": "golddust", "password": _canary(21)},
        "zammad": {"url": "http://127.0.0.1:1", "token": _canary(22), "customer": "golddust@example.com"},
        "zendesk": {"url": "http://127.0.0.1:1", "user": "golddust@example.com", "token": _canary(23)},
        "freshdesk": {"url": "http://127.0.0.1:1", "api_key": _canary(24), "requester": "golddust@example.com"},
        "jira": {
            "url": "http://127.0.0.1:1", "user": "golddust@example.com", "token": _canary(25),
            "project": "GOLD", "service_desk": "1", "request_type": "1", "resolve_transition": "Resolve",
        },
        "github": {"url": "http://127.0.0.1:1", "repository": "golddust/cases", "token": _canary(26)},
        "gitlab": {"url": "http://127.0.0.1:1", "project": "golddust/cases", "token": _canary(27)},
        "hook": {"url": "http://127.0.0.1:1", "secret": WHSEC},
        "mail": {"to": "cases@example.com", "sender": "golddust@example.com", "host": "127.0.0.1", "port": 1,
                 "username": "golddust", "password": _canary(28)},
    },
    "complaints": {"mirrors": ["rt", "zammad", "zendesk", "freshdesk", "github", "gitlab", "hook", "roundup"]},
}  # fmt: skip
SECRETS = (CANARY, WHSEC.removeprefix("whsec_"), "c0ffeec0ffee")


def _declared(model: Any) -> Iterator[str]:
    """Every field of the settings, however deep, that holds secrets."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        for inner in get_args(model):
            yield from _declared(inner)
        return
    for name, field in model.model_fields.items():
        if "SecretStr" in str(field.annotation):
            yield f"{model.__module__}.{model.__qualname__}.{name}"
        yield from _declared(field.annotation)


def _held(value: Any) -> Iterator[str]:
    """Every such field that holds one here."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if _has_secret(inner):
                yield f"{_owner(type(value), name)}.{name}"
            yield from _held(inner)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _held(one)


def _owner(model: type[BaseModel], name: str) -> str:
    return f"{model.__module__}.{model.__qualname__}" if name in model.model_fields else ""


def _has_secret(value: Any) -> bool:
    several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
    return any(isinstance(one, SecretStr) and one.get_secret_value() for one in several)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    made = {f"GOLDDUST_{section.upper()}": json.dumps(table) for section, table in SETTINGS.items()}
    made |= {"GOLDDUST_DATA_DIR": str(tmp_path / "data")}
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return {**os.environ, **made}


def leaked(text: str) -> list[str]:
    """The secrets that are in it."""
    return [secret for secret in SECRETS if secret in text]


def test_every_secret_that_can_be_set_is_set_here(environment: dict[str, str]) -> None:
    declared, held = set(_declared(Settings)), set(_held(load().settings))
    assert environment
    assert declared - held == {"sinks.complaints.rt.options.Options.token"}  # in place of a password, which is set


def test_no_row_that_is_shown_holds_a_secret(environment: dict[str, str]) -> None:
    assert environment
    rows = as_rows(load())
    assert leaked("\n".join(f"{row.path} {row.value}" for row in rows)) == []
    assert any("not shown" in row.value for row in rows)


def test_the_settings_themselves_can_be_printed(environment: dict[str, str]) -> None:
    assert environment
    settings = load().settings
    for text in (repr(settings), str(settings), settings.model_dump_json()):
        assert leaked(text.replace(f":{_canary(10)}@", "")) == []  # only the address of the database has its password in it


@pytest.mark.parametrize("words", [("settings", "show", "--all"), ("settings", "show", "--all", "--json"), ("settings", "check")])
def test_no_command_prints_a_secret(environment: dict[str, str], words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *words], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert leaked(done.stdout + done.stderr) == []
    assert done.stdout + done.stderr


@pytest.mark.slow
def test_the_doctor_names_what_is_away_and_no_secret(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "doctor", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert leaked(done.stdout + done.stderr) == []
    assert done.stdout.count('"bad"') > 3


WRONG = [
    ("hooks", {"keyed": {"verify": {"scheme": "hmac", "secrets": [_canary(1)], "header": 5}, "map": {"text": "m"}}}),
    ("hooks", {"keyed": {"verify": {"scheme": "nosuch", "secrets": [_canary(1)]}, "map": {"text": "m"}}}),
    ("hooks", {"keyed": {"verify": {"secrets": [_canary(1)]}, "map": {"text": "m"}}}),
    ("hooks", {"keyed": {"verify": {"secrets": {"a": _canary(1)}}, "map": {"text": "m"}}}),
    ("hooks", {"keyed": {"verify": _canary(1), "map": {"text": "m"}}}),
    ("hooks", {"keyed": {"secrets": [_canary(1)]}}),
    ("hooks", [_canary(1)]),
    ("sms", {"twilio": {"auth_token": {"a": _canary(1)}}}),
    ("sms", {"twilio": {"auth_token": [_canary(1), 5]}}),
    ("sms", {"twilio": {"accounts": {"north": {"auth_token": {"x": _canary(1)}}}}}),
    ("log", {"password": [_canary(1)]}),
    ("keys", {"links": [CANARY]}),
    ("observe", {"otlp_headers": {"Authorization": [_canary(1)]}}),
    ("observe", {"otlp_headers": [_canary(1)]}),
    ("mirrors", {"zammad": {"url": 5, "token": [_canary(1)]}}),
    ("mirrors", {"hook": {"url": "http://127.0.0.1:1", "secret": CANARY}}),
    ("mirrors", {"jira": _canary(1)}),
    ("console", {"oidc": {"client_secret": {"a": _canary(1)}}}),
]


@pytest.mark.parametrize(("section", "table"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_with_a_setting_is_told_without_its_secret(
    section: str, table: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("GOLDDUST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOLDDUST_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(f"GOLDDUST_{section.upper()}", json.dumps(table))
    with pytest.raises(Misconfigured) as told:
        load()
    assert leaked(str(told.value) + repr(told.value.problems)) == []
