"""The seam to web hooks out: what a subscription is, which events it wants, and what may be done with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from golddust.events import CaseStep, Channel, Kind, Level, Mood

State = Literal["active", "paused", "disabled"]
"""`paused` by a person; `disabled` by us, because its receiver was gone for good or took nothing for days."""
Result = Literal["accepted", "failed", "given_up", "gone", "test"]
"""`given_up`: after a day of tries, while others were accepted; `gone`: the event is on the log no more."""


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events are wanted: those that fit every condition. An empty one fits all, and so does one about what an event lacks.

    `topics` are those of the taxonomy, of which one is enough; `urgency` is the least; `labels` are all to be there with these
    values; `steps` are of cases.
    """

    topics: tuple[str, ...] = ()
    sentiments: tuple[Mood, ...] = ()
    kinds: tuple[Kind, ...] = ()
    urgency: Level = "none"
    channels: tuple[Channel, ...] = ()
    labels: dict[str, str] = {}
    steps: tuple[CaseStep, ...] = ()


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants: events of these topics of the log that fit the filter, posted to this address."""

    url: str
    topics: tuple[str, ...]
    filter: Filter = Filter()


class Subscription(Struct, frozen=True, kw_only=True):
    """A subscription as it stands. Its secrets are shown once, when they are made, and never again.

    `behind`: records of its topics that were not read yet, and events that wait to be tried again, as last counted; since
    `behind_since`. `old_secret_until`: until then what is sent is signed with the secret before, too. `failing_since`: nothing
    was accepted since then; `rest_until`: nothing is tried before then.
    """

    name: str
    url: str
    topics: tuple[str, ...]
    filter: Filter
    state: State
    why: str
    made_at: datetime
    changed_at: datetime
    accepted_at: datetime | None
    failing_since: datetime | None
    rest_until: datetime | None
    behind: int
    behind_since: datetime | None
    old_secret_until: datetime | None


def host_of(url: str) -> str:
    """An address as it is written down in the audit log, whatever it is: paths and what stands before an @ may hold secrets."""
    host = url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    return "".join(letter for letter in host if letter.isascii() and letter.isprintable())[:100]


class Attempt(Struct, frozen=True, kw_only=True):
    """One try to hand an event over. `status` 0: no answer, and `error` says why in one word; `size` is what was sent."""

    at: datetime
    event: str
    type: str
    tried: int
    result: Result
    status: int
    error: str
    ms: int
    size: int


class Subscriptions(Protocol):
    """What may be done with subscriptions. All raise Unavailable, and NotFound for a name that is none."""

    def all(self) -> list[Subscription]:
        """Every one, by name."""

    def one(self, name: str) -> Subscription:
        """This one."""

    def unworkable(self) -> Mapping[str, str]:
        """Those of which nothing can be sent until a person mends it, by name, and why."""

    def offered(self) -> Sequence[str]:
        """The topics of the log that may be subscribed to."""

    def add(self, name: str, wish: Wish) -> str:
        """Make one, from now on, and return its secret. Raises Malformed; Conflict for a name that is taken, or too many."""

    def change(self, name: str, wish: Wish) -> None:
        """Let it want this from now on; topics that are new to it begin now. Raises Malformed."""

    def pause(self, name: str) -> None:
        """Send nothing until it is resumed."""

    def resume(self, name: str) -> None:
        """Go on where it stood."""

    def rotate(self, name: str) -> str:
        """Make and return a new secret; what is sent is signed with both for a day."""

    def replay(self, name: str, since: datetime) -> None:
        """Send everything once more that is on the log since then, under the same ids."""

    def remove(self, name: str) -> None:
        """Forget it and all about it."""

    def test(self, name: str) -> Attempt:
        """Send a made-up event now, whatever its state, and say what came of it."""

    def tries(self, name: str, limit: int) -> list[Attempt]:
        """The last tries, newest first."""
