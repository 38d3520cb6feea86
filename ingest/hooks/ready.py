"""Ready sources: how well-known senders sign and what they send, as a file for each under `sources/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sources"
ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Ready:
    """One file: what it is called, what to do there, where its rules come from, and the settings."""

    key: str
    name: str
    setup: str
    rules: str
    settings: Mapping[str, Any]


@cache
def ready_sources() -> Mapping[str, Ready]:
    """All of them, by key."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def over_its_ready_source(given: Any) -> Any:
    """The settings given, over those of the ready source that they name. Raises ValueError when there is none of that name."""
    key = given.get("source") if isinstance(given, dict) else None
    if not key or not isinstance(key, str):
        return given
    known = ready_sources().get(key)
    if known is None:
        raise ValueError(f"source: no such ready source; there are {', '.join(ready_sources())}")
    return _merged(known.settings, given)


def _read(path: Path) -> Ready:
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    about = settings.pop(ABOUT)
    return Ready(path.stem, about["name"], about["setup"].strip(), about["rules"], settings)


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**under, **over}
    for name, below in under.items():
        above = over.get(name)
        if isinstance(below, dict) and isinstance(above, dict):
            merged[name] = above if _is_another_scheme(name, below, above) else _merged(below, above)
    return merged


def _is_another_scheme(name: str, below: Mapping[str, Any], above: Mapping[str, Any]) -> bool:
    """Options of one scheme mean nothing to another, so they are not mixed."""
    return name == "verify" and above.get("scheme", below.get("scheme")) != below.get("scheme")
