"""The key that seals backups, and the file that holds all keys of an installation, sealed under a passphrase.

Backups are sealed under a key of their own, so that they can be made by night with nobody there. Keys never go where backups go:
they go into one file, sealed under a passphrase, which is kept elsewhere. Neither of the two alone can be read.
"""

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from config.keys import LENGTH, kept, load_keys
from config.settings import Settings
from golddust.errors import Conflict, Full, Malformed, NotFound, Unauthentic, Unavailable
from sinks.originals.durable import bring_to_disk

BACKUP = "backup"
SHORTEST_PASSPHRASE = 12
MADE_BY = b"golddust keys, sealed under a passphrase, 1"
NONCE, SALT = 12, 16
COST = 1 << 17
"""Of scrypt, with blocks of 8 KiB: 128 MiB and about half a second a guess (RFC 7914; OWASP's first choice of its settings)."""
NOTED = "keys.sealed"
"""The file of data_dir that says of which keys a sealed copy was made last."""


def backup_key(settings: Settings) -> bytes:
    """The key that seals backups, made where missing. Raises Unavailable."""
    try:
        raw = bytes.fromhex(kept(settings.data_dir / "keys" / f"{BACKUP}.key"))
    except (OSError, ValueError) as error:
        raise Unavailable(f"the key of the backups cannot be read: {error}") from None
    if len(raw) != LENGTH:
        raise Unavailable(f"the key of the backups is not {2 * LENGTH} hexadecimal digits")
    return raw


def all_keys(settings: Settings) -> dict[str, bytes]:
    """Every key of the installation by its name, be it kept in a file or given in the settings; made where missing."""
    keys = load_keys(settings)
    found = {"pseudonym": keys.pseudonym, "links": keys.links, "originals": keys.originals, BACKUP: backup_key(settings)}
    for path in sorted((settings.data_dir / "keys").glob("*.key")):
        with suppress(ValueError, OSError):
            found.setdefault(path.stem, bytes.fromhex(path.read_text(encoding="ascii").strip()))
    if settings.keys.links_before.get_secret_value():
        found.setdefault("links.before-given", keys.links_before[0])
    if settings.keys.originals_before.get_secret_value():
        found["originals.before"] = keys.originals_before[0]
    return found


def fingerprint(keys: Mapping[str, bytes]) -> str:
    """The same for the same keys; it tells nothing of them."""
    words = "".join(f"{name}={keys[name].hex()};" for name in sorted(keys)).encode()
    return hmac.digest(keys[BACKUP], words, "sha256").hex()[:32]


def seal_keys(settings: Settings, path: Path, passphrase: str) -> str:
    """Write all keys into a new file, sealed, and note that it was done; returns their fingerprint.

    Raises Malformed for a passphrase that is easily guessed, Conflict where there is such a file, Unavailable.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Malformed(f"the passphrase has fewer than {SHORTEST_PASSPHRASE} characters; several words are best")
    keys = all_keys(settings)
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    plain = json.dumps({name: key.hex() for name, key in keys.items()}).encode()
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, plain, MADE_BY)
    text = json.dumps({"format": MADE_BY.decode(), "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}, indent=1)
    write_new(path, (text + "\n").encode())
    mark = fingerprint(keys)
    _note(settings.data_dir / NOTED, mark)
    return mark


def open_keys(path: Path, passphrase: str) -> dict[str, bytes]:
    """The keys in that file. Raises NotFound, Malformed, Unauthentic for another passphrase."""
    try:
        read = json.loads(path.read_text(encoding="ascii"))
        salt, nonce, sealed = (bytes.fromhex(read[name]) for name in ("salt", "nonce", "sealed"))
        known = read["format"] == MADE_BY.decode()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise Malformed(f"{path} is no file of sealed keys (`golddust backup keys` makes one)") from None
    if not known:
        raise Malformed(f"{path} was made by another golddust, in a way that this one does not know")
    try:
        plain = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, sealed, MADE_BY)
    except (InvalidTag, ValueError):
        raise Unauthentic(f"{path} does not open with this passphrase") from None
    return {name: bytes.fromhex(key) for name, key in json.loads(plain).items()}


def are_sealed(settings: Settings) -> bool:
    """Whether a sealed copy was made of the very keys that there are now."""
    with suppress(OSError):
        return (settings.data_dir / NOTED).read_text(encoding="ascii").strip() == fingerprint(all_keys(settings))
    return False


def write_new(path: Path, content: bytes) -> None:
    """A new file that nobody else may read, whole and on the disk or not there. Raises Conflict, Full, Unavailable."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(fresh, path)
        finally:
            fresh.unlink()
        bring_to_disk([path.parent])
    except FileExistsError:
        raise Conflict(f"{path} is there already; it is not written over") from None
    except OSError as error:
        raise away(error, path.parent) from error


def away(error: OSError, where: Path) -> Unavailable:
    """What an error of the disk means, in words."""
    if error.errno in (28, 122):  # ENOSPC, EDQUOT
        return Full(f"no room left for {where}")
    return Unavailable(f"{where} cannot be used: {error.strerror}")


def _note(path: Path, mark: str) -> None:
    path.unlink(missing_ok=True)
    write_new(path, (mark + "\n").encode())


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=LENGTH, n=COST, r=8, p=1).derive(passphrase.encode("utf-8", "surrogatepass"))
