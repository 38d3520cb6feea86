"""What a step did with a record: a value of one of three cases, never an exception."""

from dataclasses import dataclass

from golddust.records import Entry


@dataclass(frozen=True, slots=True)
class Done:
    """The record is dealt with; `outputs` are appended in the transaction that moves the position past it."""

    outputs: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Trying again may help. `why` holds no personal data.

    `after` is in seconds; None leaves it to the runner's back-off. A retry that is `counted` ends as a dead letter when
    its tries are used up; one that is not (something everybody needs is away) goes on until it succeeds.
    """

    why: str
    after: float | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Reject:
    """Trying again cannot help: the record goes to the dead letters with this reason, which holds no personal data."""

    why: str


Outcome = Done | Retry | Reject
