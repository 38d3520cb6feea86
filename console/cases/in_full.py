"""A case with all that belongs to it, as the API and the command line give it to programs: redacted, under pseudonyms."""

from collections.abc import Mapping
from typing import Any

import msgspec

from golddust.ports import Archive, Case, Desk, Register

REPLY = ("id", "channel", "purpose", "requested_at", "state", "carrier", "why", "changed_at")
"""What is told of a reply: all but its words, which may hold personal data."""


def in_full(case: Case, register: Register, archive: Archive, desk: Desk) -> dict[str, Any]:
    """Every field of the case under its own name, each promise with how its clock explains itself; and what belongs to it."""
    clocks = desk.clocks(case)
    promises = [{**msgspec.to_builtins(clock.promise), "explained": clock.words, "stands": clock.stands} for clock in clocks]
    return {
        **msgspec.to_builtins(case),
        "promises": promises,
        "history": msgspec.to_builtins(register.history(case.id)),
        "messages": [_message(row) for row in stored_messages(case, register, archive)],
        "replies": [{name: row[name] for name in REPLY} for row in archive.replies(case.id)],
        "told_before": msgspec.to_builtins(desk.told_before(case)),
        "perhaps_same": msgspec.to_builtins(desk.perhaps_same(case)),
    }


def stored_messages(case: Case, register: Register, archive: Archive) -> list[Mapping[str, Any]]:
    """What its customer said in this case, in order; what came a moment ago may not be stored yet, and is left out."""
    ids = register.messages(case.id)
    stored = {row["id"]: row for row in archive.those(ids)} if ids else {}
    return [stored[one] for one in ids if one in stored]


def _message(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without its words until they are redacted."""
    same = {name: row[name] for name in ("id", "channel", "received_at", "suspect")}
    return same | {"text": row["redacted"] or "", "labels": (row["tags"] or {}).get("labels", {})}
