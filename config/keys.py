"""The secrets of an installation: taken from the settings, or made once and kept under data_dir/keys."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from config.settings import Settings
from golddust.errors import Conflict, Misconfigured, Problem
from golddust.identity import Keys

LENGTH = 32
LINKS_LAST = timedelta(days=180)
"""So long links are good that were made under the key before."""
Rotated = Literal["links", "originals"]


def load_keys(settings: Settings) -> Keys:
    """The keys, made where they are missing. Raises Misconfigured when one cannot be read, or is not 64 hexadecimal digits."""
    problems: list[Problem] = []
    folder = settings.data_dir / "keys"
    given = settings.keys
    keys = Keys(
        pseudonym=_key("pseudonym", given.pseudonym, folder, problems),
        links=_key("links", given.links, folder, problems),
        originals=_key("originals", given.originals, folder, problems),
        links_before=_before("links", given.links_before, folder, problems),
        originals_before=_before("originals", given.originals_before, folder, problems),
    )
    if problems:
        raise Misconfigured(tuple(problems))
    return keys


def _key(name: str, given: SecretStr, folder: Path, problems: list[Problem]) -> bytes:
    text = given.get_secret_value()
    path = folder / f"{name}.key"
    try:
        raw = bytes.fromhex(text or kept(path))
    except OSError as error:
        problems.append(Problem("data_dir", str(path), f"a folder that can be written to ({error.strerror})"))
        return b""
    except ValueError:
        raw = b""
    if len(raw) != LENGTH:
        problems.append(Problem(f"keys.{name}", "" if text else str(path), f"{2 * LENGTH} hexadecimal digits"))
    return raw


def _before(name: Rotated, given: SecretStr, folder: Path, problems: list[Problem]) -> tuple[bytes, ...]:
    """The keys before the one of now whose time is not over; links may have several, as each is good for its whole time."""
    found = [_key(f"{name}_before", given, folder, problems)] if given.get_secret_value() else []
    if name == "originals" and found:
        return tuple(found)
    lasting = [path for path in befores(folder, name) if name != "links" or _lasts(path)]
    return (*found, *(_key(path.stem, SecretStr(""), folder, problems) for path in lasting))


def before_path(folder: Path, name: Rotated) -> Path:
    """Where the key lies that was in use before."""
    return folder / f"{name}.before.key"


def befores(folder: Path, name: Rotated) -> list[Path]:
    """Where keys lie that were in use before, the last of them first; of links there may be several."""
    return [path for path in (before_path(folder, name), *sorted(folder.glob(f"{name}.before-*.key"))) if path.exists()]


def _lasts(path: Path) -> bool:
    return datetime.now(UTC) - made_at(path) <= LINKS_LAST


def made_at(path: Path) -> datetime:
    """When the key was made; for one before: when it was replaced."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def rotate(settings: Settings, name: Rotated) -> None:
    """Make a new key; that of now becomes the one before. Killed at any moment, no key is lost.

    Raises Conflict when the key is given by the settings, or the one before is still needed; Misconfigured.
    """
    load_keys(settings)
    folder = settings.data_dir / "keys"
    now, before = folder / f"{name}.key", before_path(folder, name)
    if getattr(settings.keys, name).get_secret_value():
        raise Conflict(f"[keys] {name} is given by the settings: set {name}_before to it, {name} to a new one, and restart")
    if name == "originals" and before.exists() and before.read_bytes() != now.read_bytes():
        raise Conflict("originals are still sealed with the key before this one: run `golddust keys rewrap --retire` first")
    if name == "links":
        _set_aside(folder, before, now)
    _write(before, now.read_text(encoding="ascii"))
    _write(now, secrets.token_hex(LENGTH))


def _set_aside(folder: Path, before: Path, now: Path) -> None:
    """The key before this one stays good as long as was promised when it was replaced; those whose time is over go."""
    for path in befores(folder, "links"):
        if not _lasts(path):
            path.unlink()
    if before.exists() and before.read_bytes() != now.read_bytes():
        before.rename(folder / f"links.before-{secrets.token_hex(4)}.key")  # with its date, from which its time counts


def retire(settings: Settings, name: Rotated) -> None:
    """Forget every key before. What was made under them is good no more."""
    for path in befores(settings.data_dir / "keys", name):
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Durably, and never half."""
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kept(path: Path) -> str:
    """What the file holds; made first when it is missing, so that of several processes at once all get the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was quicker; its key is the one
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()
