"""Several brands on one machine: a file of settings for each, and what no two of them may share.

A brand is an installation of its own. What two of them had in common would be where one's customers turn up at the other's.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.load import load
from config.settings import Settings
from golddust.errors import Misconfigured, NotFound, Problem

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


@dataclass(frozen=True, slots=True)
class Brand:
    """Its name, which is that of its file; its settings; and what its processes are told beside the environment."""

    name: str
    file: Path
    settings: Settings
    environment: Mapping[str, str]


def brands_in(folder: Path, environment: Mapping[str, str]) -> list[Brand]:
    """The brands of this folder: one for each `<name>.toml`, with the variables in `<name>.env` beside it, if there.

    Raises NotFound for none; Misconfigured with every problem of all, and with everything that two of them would share.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise NotFound(f"there is no brand in {folder}: each is a file of settings, <name>.toml")
    problems: list[Problem] = []
    brands = [brand for file in files if (brand := _brand(file, environment, problems)) is not None]
    problems += [problem for one, other in combinations(brands, 2) for problem in shared(one, other)]
    if problems:
        raise Misconfigured(tuple(problems))
    return brands


def _brand(file: Path, environment: Mapping[str, str], problems: list[Problem]) -> Brand | None:
    name = file.stem
    if not NAME.fullmatch(name):
        problems.append(Problem(str(file), name, "a name of lower-case letters, digits and hyphens"))
        return None
    own = {**_variables(file.with_suffix(".env"), problems), "GOLDDUST_BRAND": name}
    try:
        return Brand(name, file, load(file, environment={**environment, **own}).settings, own)
    except Misconfigured as wrong:
        problems += [Problem(f"{name}: {problem.path}", problem.seen, problem.expected) for problem in wrong.problems]
        return None


def _variables(file: Path, problems: list[Problem]) -> dict[str, str]:
    """Of lines NAME=value; empty ones, and those that begin with #, say nothing."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(file), type(error).__name__, "a file of lines NAME=value in UTF-8"))
        return {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            if said := _LINE.fullmatch(line.strip()):
                found[said[1]] = said[2]
            else:
                problems.append(Problem(f"{file}, line {number}", "", "NAME=value"))
    return found


def shared(one: Brand, other: Brand) -> Iterator[Problem]:
    """Everything that two brands would share and must not."""
    for path, taken, words in RULES:
        if path == "store.url" and not (one.settings.store.url or other.settings.store.url):
            continue  # each in its data_dir, which the rule above it sees
        for mine in taken(one.settings):
            if any(_overlap(path, mine, theirs) for theirs in taken(other.settings)):
                seen = str(mine) if not path.startswith("keys") and path != "store.url" else ""
                yield Problem(f"{one.name} and {other.name}: {path}", seen, words)


def _overlap(path: str, mine: Any, theirs: Any) -> bool:
    if isinstance(mine, Path):
        return bool(mine.is_relative_to(theirs) or theirs.is_relative_to(mine))
    if path == "log.prefix":
        return bool(mine[0] & theirs[0]) and (mine[1].startswith(theirs[1]) or theirs[1].startswith(mine[1]))
    return bool(mine == theirs)


def _ports(settings: Settings) -> Sequence[int]:
    smtp = settings.smtp
    doors = [settings.http.port, smtp.port, smtp.tls_port, smtp.lmtp.port, settings.console.port, settings.watch.port]
    return [port for port in doors if port]


def _store(settings: Settings) -> Sequence[str]:
    """The database, whoever signs in to it and by whichever driver."""
    if not settings.store.url or settings.store.url.startswith("sqlite"):
        named = settings.store_url.partition("?")[0].partition(":///")[2]
        return [str(Path(named).resolve())]
    parts = urlsplit(settings.store.url)
    where = parts.netloc.rpartition("@")[2].lower().removesuffix(":5432")
    return [f"{where}{parts.path}?{parts.query}"]


def _numbers(settings: Settings) -> Sequence[str]:
    """Our numbers and services at Twilio; an account may be shared, a number that both answer may not."""
    twilio = settings.sms.twilio
    accounts = (twilio, *twilio.accounts.values())
    named = [number for account in accounts for number in (account.from_number, account.messaging_service_sid)]
    return [number for number in {*named, *twilio.numbers} if number]


def _keys(settings: Settings) -> Sequence[str]:
    keys = settings.keys
    return [key for key in (k.get_secret_value() for k in (keys.pseudonym, keys.links, keys.originals)) if key]


def _log(settings: Settings) -> Sequence[tuple[frozenset[str], str]]:
    log = settings.log
    return [(frozenset(log.bootstrap_servers), log.prefix)] if log.backend == "kafka" else []


Taken = Callable[[Settings], Sequence[Any]]
RULES: tuple[tuple[str, Taken, str], ...] = (
    ("data_dir", lambda s: [s.data_dir.resolve()], "a folder of its own for each, none within another"),
    ("store.url", _store, "a database of its own for each"),
    ("log.prefix", _log, "a prefix of its own for each, with which the other does not begin"),
    ("ports", _ports, "ports of its own for each"),
    ("smtp.domains", lambda s: sorted({domain.lower() for domain in s.smtp.domains}), "domains of its own for each"),
    ("sms.twilio", _numbers, "numbers and messaging services of its own for each"),
    ("keys", _keys, "keys of its own for each"),
    ("http.public_url", lambda s: [s.http.public_url.rstrip("/").lower()], "an address of its own for each"),
    ("replies.smtp.sender", lambda s: [str(s.replies.smtp.sender).lower()], "a sender of its own for each"),
    ("backup.to", lambda s: [s.backup.to.resolve()] if s.backup.to else [], "a place of its own for each, none within another"),
)
