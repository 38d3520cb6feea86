"""The rows of the tables that can be taken away: read a piece at a time, so that a year takes no more memory than a day.

Each piece begins behind the row that was read last, so what comes in meanwhile shifts nothing: all that was there when it began
is read once, unless it was taken away before its turn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import msgspec

from console.exports.tables import Row
from golddust.ports import EVERYTHING, Archive, Case, Register, Sought, Told, Turn, Wanted

ANY = Wanted()
AT_ONCE = 500
"""Rows read with one question."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows are wanted: messages by `sought` (its days included), cases and their promises by `wanted`.

    `since` and `until`, which is left out itself, are about when a case was opened or an answer asked for.
    """

    sought: Sought = EVERYTHING
    wanted: Wanted = ANY
    since: datetime | None = None
    until: datetime | None = None


class Source(Protocol):
    """What gives rows."""

    def of(self, table: str, chosen: Chosen) -> Iterator[Sequence[Row]]:
        """The rows of the table of that name, piece by piece."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows come from. Raises what the ports raise, while they are read."""

    archive: Archive
    register: Register

    def of(self, table: str, chosen: Chosen) -> Iterator[Sequence[Row]]:
        """The rows of the table of that name, piece by piece."""
        match table:
            case "messages":
                return self._messages(chosen)
            case "cases":
                return ([_case(case) for case in cases] for cases in self._cases(chosen))
            case "promises":
                return ([row for case in cases for row in _promises(case)] for cases in self._cases(chosen))
            case _:
                return self._answers(chosen)

    def _messages(self, chosen: Chosen) -> Iterator[Sequence[Row]]:
        before: str | Told = ""
        sought = replace(chosen.sought, since=chosen.sought.since or chosen.since, until=chosen.sought.until or chosen.until)
        while rows := self.archive.feedback(AT_ONCE, before, sought):
            yield [_message(row) for row in rows]
            before = Told(rows[-1]["id"], rows[-1]["received_at"])

    def _cases(self, chosen: Chosen) -> Iterator[Sequence[Case]]:
        """In the order in which they were opened, the last first: the place before `until` is where the list begins."""
        after = Turn("", chosen.until) if chosen.until else None
        while True:
            page = self.register.page(chosen.wanted, AT_ONCE, after, "opened")
            yield [case for case in page.cases if chosen.since is None or case.opened_at >= chosen.since]
            after = page.after
            if after is None or (chosen.since and after.at < chosen.since):
                return

    def _answers(self, chosen: Chosen) -> Iterator[Sequence[Row]]:
        after = ""
        while rows := self.archive.answers(AT_ONCE, after, chosen.since, chosen.until):
            yield rows
            after = rows[-1]["id"]


def _message(row: Mapping[str, object]) -> Row:
    topics, files = row["topics"], row["attachments"]
    named = [topic["name"] for topic in topics] if isinstance(topics, list) else []
    return {**row, "topics": named, "attachments": len(files) if isinstance(files, list) else 0}


def _case(case: Case) -> Row:
    return {name: getattr(case, name) for name in case.__slots__}


def _promises(case: Case) -> Iterator[Row]:
    for promise in case.promises:
        yield {**msgspec.structs.asdict(promise), "case": case.id, "reference": case.reference}
