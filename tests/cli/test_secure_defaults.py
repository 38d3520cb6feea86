"""As it comes, golddust listens to this machine alone, and knows no password and no secret that somebody else could know too."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from cli.wiring.installation import Installation
from config.load import load
from config.settings import Settings

LISTENING = {"http.host", "smtp.host", "console.host", "watch.host"}


def values(model: BaseModel, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting, by its path."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from values(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("GOLDDUST_DATA_DIR", str(tmp_path / "data"))
    return load().settings


def test_every_door_listens_to_this_machine_alone(settings: Settings) -> None:
    hosts = {path: value for path, value in values(settings) if path in LISTENING}
    assert hosts == dict.fromkeys(LISTENING, "127.0.0.1")


def test_no_secret_has_a_default(settings: Settings) -> None:
    set_here = [path for path, value in values(settings) if isinstance(value, SecretStr) and value.get_secret_value()]
    assert set_here == []


def test_nobody_has_an_account_before_somebody_makes_one(settings: Settings) -> None:
    settings.data_dir.mkdir()
    with closing(Installation(settings)) as installation:
        assert installation.admission.accounts.users() == []
