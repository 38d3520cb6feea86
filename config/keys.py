"""The secrets of an installation: taken from the settings, or made once and kept under data_dir/keys."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from config.settings import Settings
from golddust.errors import Misconfigured, Problem
from golddust.identity import Keys

LENGTH = 32


def load_keys(settings: Settings) -> Keys:
    """The keys, made where they are missing. Raises Misconfigured when one cannot be read, or is not 64 hexadecimal digits."""
    problems: list[Problem] = []
    folder = settings.data_dir / "keys"
    given = settings.keys
    keys = Keys(
        pseudonym=_key("pseudonym", given.pseudonym, folder, problems),
        links=_key("links", given.links, folder, problems),
        originals=_key("originals", given.originals, folder, problems),
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
