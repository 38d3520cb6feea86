"""What the compose file and the manifests set is what golddust understands, and the secrets are made once."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.keys import load_keys
from config.load import load
from config.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"


def made(folder: Path) -> Path:
    subprocess.run([DEPLOY / "make-secrets", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of secrets, as an operator makes it."""
    return made(tmp_path_factory.mktemp("deploy") / "secrets")


def set_all(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], secrets: Path) -> None:
    """Set these, as an operator without an environment of their own would, with the secrets where they really are."""
    for name, value in environment.items():
        meant = re.sub(r"\$\{\w+:-(.*)\}", r"\1", value)
        monkeypatch.setenv(name, re.sub(r"^/run/secrets/(golddust/)?", f"{secrets}/", meant))


def is_whole(settings: Settings, secrets: Path) -> bool:
    keys = load_keys(settings)
    same = [(secrets / f"key-{name}").read_text() == getattr(keys, name).hex() for name in ("pseudonym", "links", "originals")]
    return settings.log.backend == "kafka" and settings.store_url.startswith("postgresql+psycopg://") and all(same)


def services() -> dict[str, Any]:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return {name: service for name, service in compose["services"].items() if service["image"].startswith("golddust")}


@pytest.mark.parametrize("role", sorted(services()))
def test_a_service_of_the_compose_file_has_settings_that_are_fine(
    role: str, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, services()[role]["environment"], secrets)
    settings = load().settings
    assert is_whole(settings, secrets)
    assert settings.replies.smtp.host == "mailpit"


@pytest.mark.parametrize("folder", ["base", "overlays/example"])
def test_the_pods_have_settings_that_are_fine(folder: str, secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (KUBERNETES / "base" / "environment").read_text().splitlines()
    set_all(monkeypatch, dict(line.split("=", 1) for line in lines if not line.startswith("#")), secrets)
    assert is_whole(load(KUBERNETES / folder / "golddust.toml").settings, secrets)


def test_secrets_are_made_once_and_differ(tmp_path: Path) -> None:
    first = {path.name: path.read_text() for path in made(tmp_path / "secrets").iterdir()}
    assert {path.name: path.read_text() for path in made(tmp_path / "secrets").iterdir()} == first
    keys = [text for name, text in first.items() if name.startswith("key-")]
    assert len(set(keys)) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    assert first["store-password"] in first["store-url"]


def test_nobody_else_can_look_into_the_folder_of_secrets(tmp_path: Path) -> None:
    assert made(tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_a_secret_that_was_given_is_kept(tmp_path: Path) -> None:
    (tmp_path / "twilio-token").write_text("given")
    assert (made(tmp_path) / "twilio-token").read_text() == "given"
