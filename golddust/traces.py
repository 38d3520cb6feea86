"""The seam behind which messages are followed: see `golddust.tracing`, which tells OpenTelemetry. As it comes, nobody is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from golddust.outcomes import Done, Reject
from golddust.records import Entry, Record


class Traces(Protocol):
    """What doors, stages and senders tell of their work."""

    def begun(self, entry: Entry, message: str) -> Entry:
        """A delivery's entry, with the beginning of its trace."""

    def taken_in(self, message: str, channel: str, since: datetime) -> None:
        """A door took a message in that is new."""

    def carried(self, stage: str, record: Record, outputs: Sequence[Entry]) -> Sequence[Entry]:
        """What came of a record, in the record's trace."""

    def dealt_with(self, stage: str, ended: Sequence[tuple[Record, Done | Reject]], since: datetime) -> None:
        """A stage is done with these records of a batch that it began then."""

    def joined(self, entry: Entry) -> Entry:
        """What a database transaction wants to say, in the trace of the message that it is about."""

    def replied(self, message: str, channel: str, state: str, since: datetime) -> None:
        """A reply that was asked for then reached its final state."""


class NoTraces:
    """Tells nobody."""

    def begun(self, entry: Entry, message: str) -> Entry:  # noqa: ARG002 - as the port has it
        """The entry as it is."""
        return entry

    def taken_in(self, message: str, channel: str, since: datetime) -> None:
        """Nothing."""

    def carried(self, stage: str, record: Record, outputs: Sequence[Entry]) -> Sequence[Entry]:  # noqa: ARG002 - as above
        """The outputs as they are."""
        return outputs

    def dealt_with(self, stage: str, ended: Sequence[tuple[Record, Done | Reject]], since: datetime) -> None:
        """Nothing."""

    def joined(self, entry: Entry) -> Entry:
        """The entry as it is."""
        return entry

    def replied(self, message: str, channel: str, state: str, since: datetime) -> None:
        """Nothing."""
