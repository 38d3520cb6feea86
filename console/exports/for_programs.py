"""The tables as the API gives them to programs: redacted, under pseudonyms, with the filters of the lists."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from console.exports.files import download, kind_of, table_of
from console.exports.rows import Chosen, Rows
from console.exports.tables import TABLES
from golddust.errors import Malformed
from golddust.ports import Archive, Causes, Register, Sought, Wanted

SOUGHT = tuple(field.name for field in fields(Sought) if field.name not in ("since", "until", "words"))
"""Not by words: those are looked for in what customers really wrote, and whom a number or a name finds has it."""
WANTED = tuple(field.name for field in fields(Wanted))
FILTERS: Mapping[str, tuple[str, ...]] = {"messages": SOUGHT, "cases": WANTED, "promises": WANTED, "answers": ()}
"""What else than days narrows each table."""


def add_exports(blueprint: Blueprint, archive: Archive, register: Register, causes: Causes) -> None:
    """Add `/exports/` and a table's name; each is a route of its own, as each has its scope."""
    exports = _Exports(Rows(archive, register), causes)
    for name in TABLES:
        blueprint.add_url_rule(f"/exports/{name}", f"export_{name}", exports.table, defaults={"name": name})


@dataclass(frozen=True, slots=True)
class _Exports:
    rows: Rows
    causes: Causes

    def table(self, name: str) -> Response:
        """The whole table, or what fits. Raises Malformed for what cannot be asked."""
        given = {one: request.args.get(one, "") for one in FILTERS[name]}
        if given.get("cause"):
            given["cause"] = self.causes.id_of(given["cause"])
        since, until = (moment_of(one, request.args.get(one, "")) for one in ("since", "until"))
        chosen = Chosen(Sought(**given) if name == "messages" else Sought(), _wanted(name, given), since, until)  # type: ignore[arg-type] # texts
        return download(self.rows, table_of(name), chosen, kind_of(request.args.get("format", "csv")))


def _wanted(name: str, given: Mapping[str, str]) -> Wanted:
    return Wanted(**given) if FILTERS[name] is WANTED else Wanted()


def moment_of(name: str, given: str) -> datetime | None:
    """A time as RFC 3339 has it, or the beginning of a day in UTC; None for nothing. Raises Malformed."""
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(f"{name}: that is no time; say 2026-11-24 or 2026-11-24T10:00:00Z") from None
