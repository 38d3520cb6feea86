"""The report of an erasure: what was erased, what remains until when and why, what is to be erased elsewhere. Names nobody."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cli.privacy.erased_people import hashing_of
from cli.privacy.shredding import AT_MOST_EVERY
from golddust import topics

if TYPE_CHECKING:
    from cli.privacy.erasing import Found
    from cli.wiring.installation import Installation

RAW = (topics.RECEIVED, topics.INTAKE, topics.PARKED)
"""Topics on which people's own words and addresses are, beside those that stages are given again."""
OURS = ("kafka", "spools", "golddust backup", "unreadable")
"""Places with readable copies of ours."""
NOT_THEIRS = (topics.DEADLETTERS, topics.CONSENTS)


def report(installation: "Installation", customers: Sequence[str], found: "Found", at: datetime) -> dict[str, Any]:
    """The report, with a SHA-256 of all of it but that, by which a copy is known to be as it was written."""
    remains = [*_on_kafka(installation, at), *_backups(installation, at), *_unreadable(found), *_elsewhere(installation, found)]
    ours = [one["until"] for one in remains if one["place"].startswith(OURS)]
    said = {
        "at": at.isoformat(),
        "people": [hashing_of(installation)(customer) for customer in customers],
        "erased": dict(sorted(found.places.items())),
        "remains": remains,
        "last_readable_copy_until": None if None in ours else max(ours, default=at.isoformat()),  # null: no time is set
    }
    return {**said, "sha256": digest_of(said)}


def finished(said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The report once the files are written anew, too: until then words may have been in them."""
    until, now = said["last_readable_copy_until"], at.isoformat()
    over = {**said, "at": now, "last_readable_copy_until": None if until is None else max(until, now)}
    return {**over, "sha256": digest_of(over)}


def digest_of(said: Mapping[str, Any]) -> str:
    """Of a report without its own digest and without what came later."""
    kept = {name: said[name] for name in ("at", "people", "erased", "remains", "last_readable_copy_until")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _on_kafka(installation: "Installation", at: datetime) -> list[dict[str, Any]]:
    """Records on brokers cannot be written over one by one: they go when their time is up, which the brokers are asked for."""
    if not installation.on_kafka:
        return []
    found = []
    days = timedelta(days=installation.settings.log.keep_intake_days)
    for kept in installation.kafka.kept(at):
        if kept.topic in NOT_THEIRS or kept.topic.startswith("golddust.seen."):
            continue
        raw = kept.topic in RAW or kept.topic.startswith(topics.AGAIN)
        holds = "words and addresses as they came" if raw else "redacted text and pseudonyms"
        late = days if installation.forwards else timedelta(0)  # other machines' spools may bring theirs so much later
        until = (kept.until + late).isoformat() if kept.until else None
        found.append({"place": f"kafka: {kept.topic}", "until": until, "why": f"{holds}; {kept.why}"})
    if installation.forwards:
        until = (at + days).isoformat()
        found.append({"place": "spools of other machines", "until": until, "why": "each forgets by [log] keep_intake_days"})
    return found


def _backups(installation: "Installation", at: datetime) -> list[dict[str, Any]]:
    """What was erased lives on in them; they are made while it may still be in the files."""
    options, why = installation.settings.backup, "`golddust erase --again` after a restore erases anew"
    if options.to is None:
        return [{"place": "backups", "until": None, "why": f"as long as you keep them; {why}"}]
    until = (at + AT_MOST_EVERY + timedelta(days=options.keep_days)).isoformat()
    gone = "[backup] keep_days; the next backup after that takes them away"
    return [{"place": "golddust backup", "until": until, "why": f"{gone}; {why}"}]


def _unreadable(found: "Found") -> list[dict[str, Any]]:
    why = "nobody can read this record, and it names an address of theirs without being from it: look whose it is"
    return [{"place": f"unreadable: {place}", "until": None, "why": why} for place in sorted(found.mentioned)]


def _elsewhere(installation: "Installation", found: "Found") -> list[dict[str, Any]]:
    """What no program of ours can reach, and what is kept on purpose."""
    from golddust.database.erasing.shredding import AS_OWNER, may_shred  # noqa: PLC0415 - as below

    remains: list[dict[str, Any]] = [
        {"place": "carriers and mail relays", "until": None, "why": "they keep logs of what they carried, by their own rules"},
    ]
    if installation.engine.dialect.name == "postgresql":
        why = "its write-ahead log and the free room in its pages, until they are used again; VACUUM FULL writes tables anew"
        remains.append({"place": "postgresql", "until": None, "why": why})
        if not may_shred(installation.engine):
            why = f"our user does not own the tables, so words stay in their index until their owner says {AS_OWNER}"
            remains.append({"place": "postgresql: index of words", "until": None, "why": why})
    if "consents" in found.tables or _says_stop(installation):
        why = "that they want nothing from us, under keyed hashes and without words, so that they are never written to again"
        remains.append({"place": "store: consents", "until": None, "why": why})
    if "imported_addresses" in found.tables:
        why = "take them off your own list of customers, or its next import brings them back"
        remains.append({"place": "your list of customers", "until": None, "why": why})
    return remains


def _says_stop(installation: "Installation") -> bool:
    from sqlalchemy import select  # noqa: PLC0415 - the database is loaded by who erases alone

    from golddust.database.engine import reading  # noqa: PLC0415
    from golddust.database.schema import consents  # noqa: PLC0415

    with reading(installation.engine) as connection:
        return connection.execute(select(consents.c.customer).where(consents.c.state == "stopped").limit(1)).scalar() is not None
