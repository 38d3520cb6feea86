"""What the insight pages ask of what is stored, and the plain values that they get: counts only, never a share or a verdict.

Days are calendar days in the company's time zone. What the counts mean, the pure half says (`console/insight/`). A figure's slice
and its days are at the same time the filter for the messages behind it: `FeedbackFigures.messages` takes the same arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Protocol

CHANNEL = "channel"
SEGMENT = "segment"
LABEL = "label:"
"""Stands before a label's name, as in label:store."""
KIND = "kind"
TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Slice:
    """Which messages are meant: those that fit all that is given; "" fits any.

    `side` is one way to tell customers or places apart, "channel", "segment" or "label:<name>", and `value` says which of them.
    One side at a time, together with a topic and a kind.
    """

    topic: str = ""
    kind: str = ""
    side: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Moods:
    """How many messages, and in which mood; the three moods add up to `said`. The tagger was `unsure` of so many of them."""

    said: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    unsure: int = 0

    def __add__(self, other: "Moods") -> "Moods":
        return Moods(
            self.said + other.said,
            self.negative + other.negative,
            self.neutral + other.neutral,
            self.positive + other.positive,
            self.unsure + other.unsure,
        )


NOTHING = Moods()
Days = Mapping[date, Moods]


@dataclass(frozen=True, slots=True)
class Note:
    """What happened on a day, written beside the pictures: "new courier", "strike at the airport"."""

    id: str
    day: date
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Baseline:
    """The counts of a time, frozen: what is tagged or erased later does not change them. `segment` "": everybody's.

    `topics` has the counts by topic; "" is all messages of that time, whatever they are about.
    """

    id: str
    name: str
    first: date
    last: date
    segment: str
    topics: Mapping[str, Moods]
    by: str
    at: datetime


class FeedbackFigures(Protocol):
    """How often what was said. What machines sent and instructions such as STOP count nowhere; spam only where it is asked for.

    `first` and `last` are both included. Days on which nothing was said are left out. Raises Unavailable when the store is away,
    and Malformed for a slice or a split that there is not.
    """

    @property
    def zone(self) -> tzinfo:
        """The company's time zone."""

    def days(self, which: Slice, first: date, last: date) -> Days:
        """The counts of each day."""

    def split(self, by: str, which: Slice, first: date, last: date) -> Mapping[str, Days]:
        """The same apart by "kind", by "topic", or by a side; a message with two topics counts in both."""

    def sums(self, by: str, which: Slice, first: date, last: date) -> Mapping[str, Moods]:
        """The same as `split`, the days added up."""

    def segments(self) -> Sequence[str]:
        """The segments that the company's list of customers has, in order."""

    def messages(self, which: Slice, first: date, last: date, limit: int, before: str = "") -> list[str]:
        """The ids of the feedback behind such a figure, newest first; before that one's when given, for paging."""

    def note(self, day: date, words: str, by: str) -> Note:
        """Write beside a day what happened on it. Raises Malformed for no words, and for more than 200 letters."""

    def forget_note(self, note: str) -> None:
        """Take it away again; nothing happens when it is gone already."""

    def notes(self, first: date, last: date) -> Sequence[Note]:
        """What was written beside these days, in their order."""

    def freeze(self, name: str, first: date, last: date, segment: str, by: str) -> Baseline:
        """Keep the counts of these days as they stand now, to measure change against."""

    def baselines(self) -> Sequence[Baseline]:
        """All that were frozen, the newest first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises fell due, and how many of them were kept in time."""

    cases: int
    kept: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How long promises of one standard really took, under one policy and at one priority, in hours of that policy's clock.

    `promised`: the hours given in the latest of them; `taken`: what each of those took that were fulfilled, in time or not.
    `unfulfilled`: so many more were not fulfilled when their time was over. `cases`: the ids of all these.
    """

    standard: str
    policy: str
    priority: str
    promised: float
    taken: Sequence[float]
    unfulfilled: int
    cases: Sequence[str]


@dataclass(frozen=True, slots=True)
class Published:
    """What was said in public of a standard for the months from `first` to `last`, both by their first day; it never changes."""

    standard: str
    first: date
    last: date
    cases: int
    kept: int


class PromiseFigures(Protocol):
    """How the promises to customers were kept. Raises Unavailable when the store is away.

    A promise belongs to the month in which it fell due, and counts from that moment on: who kept it early does not count before
    those who may yet break it. While a clock stands because the customer is waited for, the promise is not judged.
    """

    def kept(self, first: date, last: date, segment: str = "") -> Mapping[tuple[str, date], Kept]:
        """By standard and month (its first day), for the months of these two days; months without any are left out."""

    def kept_within(self, first: date, last: date) -> Mapping[str, Kept]:
        """By standard, for those that fell due in these days, both included."""

    def cases(self, standard: str, month: date, limit: int, *, kept: bool | None = None, segment: str = "") -> list[str]:
        """The ids of the cases behind such a figure, the latest due first; `kept` None: both."""

    def reached(self, standard: str, since: datetime) -> Sequence[Reached]:
        """How long the latest of those took that fell due since then."""

    def publish(self, figures: Sequence[Published]) -> None:
        """Keep what is said in public. What was said of those months before stays as it is."""

    def published(self) -> Sequence[Published]:
        """All that was said in public, by standard and month."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open cases that wait at one step for the same: the business function that can mend it, and the person at work on it, or "".

    `since`: when the one that waits longest took its last step; `late`: with a promise that is broken and not kept yet.
    """

    state: str
    owner: str
    assignee: str
    cases: int
    late: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    """How many cases of a business function were opened in some days, and how many of all its cases were resolved in them."""

    opened: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a cause: who reported it, how many cases were opened before it was mended and after, and who was told."""

    number: int
    title: str
    owner: str
    state: str
    opened_at: datetime
    mended_at: datetime | None
    mended: str
    customers: int
    before: int
    after: int
    told: int


class CaseFigures(Protocol):
    """Where cases wait, and what came of their causes. Raises Unavailable when the store is away."""

    def waiting(self) -> Sequence[Waiting]:
        """Where open cases wait, most cases first. What waits for its customer is among them: `state` is "waiting"."""

    def waiting_cases(self, which: Waiting, limit: int) -> list[str]:
        """The ids of the cases behind such a figure, the longest waiting first."""

    def flow(self, since: datetime, until: datetime) -> Mapping[str, Flow]:
        """By business function: cases that came and cases that were done with in that time. Opened again counts as come."""

    def outcomes(self, limit: int, until: datetime | None = None) -> Sequence[Outcome]:
        """What came of causes, those that concern most customers first. Their cases are found by the cause's number.

        `after` counts the cases opened before `until`, where given: what a week's page says of a cause stays said.
        """

    def covered(self) -> frozenset[str]:
        """The topics that a standard names."""


@dataclass(frozen=True, slots=True)
class Insight:
    """All that the insight pages ask. `owners` has the team of each topic; `rivals`: competitors, as customers name them."""

    feedback: FeedbackFigures
    promises: PromiseFigures
    cases: CaseFigures
    owners: Mapping[str, str]
    rivals: Sequence[str] = ()
