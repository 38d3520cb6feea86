"""The seams: what each room may expect of what it is given.

Concrete classes do not inherit these; the annotations in `cli/wiring/installation.py` prove that they fit.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol

from golddust.events import (
    Address,
    AddressKind,
    CaseEvent,
    CaseStep,
    Delivery,
    Escalation,
    Feedback,
    Issue,
    Pause,
    Promise,
    Question,
    ReplyRequest,
    Tagged,
    Tags,
)
from golddust.outcomes import Outcome
from golddust.records import Entry, Partition, Place, Positions, Record, Tally


class Clock(Protocol):
    """Now, and waiting; a clock that tests can move stands behind the same port."""

    def now(self) -> datetime:
        """The time in UTC."""

    def sleep(self, seconds: float, until: threading.Event) -> bool:
        """Wait, at most until the event is set; returns whether it was."""

    def monotonic(self) -> float:
        """Seconds that never go backwards."""


class Reader(Protocol):
    """One consumer group's way through some topics. Used by one thread at a time."""

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records in order within each partition, at most `limit`; [] when none came within `wait` seconds.

        Records handed out are not handed out again until `rewind`. Partitions in `without` are left where they are.
        Raises Unavailable when the log is away.
        """

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """In one transaction, append the outputs and move the group to these positions; durable on return.

        Raises Unavailable, and then neither happened, or (where a broker did not answer) the reader finds out which at the
        next read and goes on from there. Raises TooLarge when an output is more than the log takes; then nothing happened.
        """

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again (the next record to be read)."""

    def lag(self) -> int:
        """How many records lie ahead of the group, or, where there is none, of the reader."""

    def close(self) -> None:
        """Give the group's place back. Closing twice is harmless."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a consumer group stands: how many records of each of its topics it has not read, and the time of the oldest."""

    group: str
    waiting: Mapping[str, int]
    oldest: datetime | None

    @property
    def lag(self) -> int:
        """How many records it has not read."""
        return sum(self.waiting.values())


class Copier(Protocol):
    """Copies something outside the log (an outbox, a spool) onto it exactly once, by noting there how far it came.

    What is copied has numbered parts, each with a position that grows. Who asks for the positions takes the name over: whoever
    copied under it before can append no more.
    """

    def positions(self) -> Mapping[int, int]:
        """For each part of which something was copied, the position noted last. Raises Unavailable."""

    def append(self, entries: Sequence[Entry], through: Mapping[int, int]) -> None:
        """Append the entries and note the positions, in one transaction; durable on return.

        Raises Unavailable; then `positions` must be asked again, because another may have taken over, or it may have gone
        through all the same. Raises TooLarge, and then nothing happened.
        """

    def close(self) -> None:
        """Give the name back. Closing twice is harmless."""


class Log(Protocol):
    """A durable, ordered log of topics."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Append all entries in one transaction; durable on return.

        Raises Unavailable (Full when the disk is), and then nothing was appended, or (where a broker did not answer) perhaps all
        of it; TooLarge, and then nothing was.
        """

    def copier(self, name: str) -> Copier:
        """The way to copy something outside onto the log exactly once. Nothing is touched before its first use."""

    def reader(self, topics: Sequence[str], group: str) -> Reader:
        """The group's reader. Raises Occupied when the log allows one live reader a group and there is one."""

    def browse(self, topic: str, last: int | None = None, since: datetime | None = None, *, until_now: bool = False) -> Reader:
        """A reader without a group, which cannot commit: from the first record, the last so many, or those since a time.

        `until_now`: it ends with what is there now, however much comes meanwhile.
        """

    def fetch(self, place: Place) -> Record | None:
        """The record at that place, or None when it is gone."""

    def topics(self) -> list[str]:
        """The names of the topics that hold, or held, something."""

    def standings(self) -> list[Standing]:
        """Every group that ever committed, and how it stands."""

    def tallies(self) -> list[Tally]:
        """What every stage has read and written of every topic since the log was made."""

    def check(self) -> None:
        """Touch the log without writing; raises Unavailable when it is away."""

    def close(self) -> None:
        """Let go of files and connections."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a door may tell the sender: the id for good, and whether this very message was here before."""

    id: str
    duplicate: bool


class Spool(Protocol):
    """Where deliveries become durable before anybody is told that they arrived."""

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append durably unless the key `once` was appended before; returns whether it was new.

        When another key came before under the same `scope`, the record gets the header `reused: yes`.
        Raises Unavailable (Full when the disk is).
        """

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each (entry, once, scope), all or none, in one transaction."""


class Inbox(Protocol):
    """What a channel is given: the one way in."""

    def accept(self, delivery: Delivery) -> Receipt:
        """Make the delivery durable. Raises Unavailable, and then nothing was taken in."""

    def accept_all(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        """Make all of them durable with one sync of the disk. Raises Unavailable, and then nothing was taken in."""


class ChannelReader(Protocol):
    """Turns what a channel's door took in into what the customer said. Pure: the same bytes, the same feedback."""

    def __call__(self, delivery: Delivery) -> Feedback:
        """The feedback; `customer` and `original` are left empty. Raises Malformed when there is nothing to read."""


class Listener(Protocol):
    """Owns a socket."""

    def start(self) -> None:
        """Listen; returns when connections are taken."""

    def stop(self, within: float) -> None:
        """Finish what is under way, at most that many seconds, then close."""

    def check(self) -> None:
        """Raises Unavailable unless connections are taken."""


class Processor(Protocol):
    """Says what texts are about and how they feel. No I/O; the same input gives the same answer."""

    @property
    def name(self) -> str:
        """What goes with the tags, so that those of different taggers can be told apart."""

    def tag(self, batch: Sequence[Feedback]) -> list[Tags]:
        """The tags of each feedback, in order. Never raises for a text, whatever it holds."""

    def redact(self, text: str, known: Sequence[tuple[str, str]] = ()) -> str:
        """The text without personal data, as it may leave the house. `known`: (kind, value) of what is known of its writer."""


class Step(Protocol):
    """What a stage does with a batch of records."""

    def __call__(self, records: Sequence[Record]) -> Sequence[Outcome]:
        """One outcome for each record, in order. Raising Unavailable means: none of them, try all again."""


class Sink(Protocol):
    """Takes records out of the log into something else."""

    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        """One outcome each, in order. Writing the same event twice is as writing it once. Raises Unavailable."""

    def check(self) -> None:
        """Touch what stands behind, without writing; raises Unavailable or Misconfigured."""


class Originals(Protocol):
    """Keeps what came in, byte for byte, under a name made from the content."""

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Store each durably and return its reference, in order. Storing twice is harmless. Raises Unavailable."""

    def get(self, reference: str) -> bytes:
        """The bytes. Raises NotFound, or Unavailable."""

    def delete(self, reference: str) -> None:
        """Forget it. Deleting what is not there is harmless."""


class Sender(Protocol):
    """Hands replies of some channels over to the service that carries them."""

    channels: frozenset[str]
    keeps_a_list: bool
    """Whether the carrier can be asked what it took, by `find`."""

    def waiting_for(self) -> str | None:
        """What must be configured before anything can be sent, in words for the operator; None when ready."""

    def together(self) -> AbstractContextManager[None]:
        """What is sent inside may share one connection. Nothing is opened until something is sent, and nothing stays open."""

    def lane(self, source: str) -> str:
        """What carries answers to what came to this address of ours: what fails there fails for all of the lane, and no other."""

    def send(self, reply: "Reply") -> str:
        """Hand one reply over and return the carrier's id for it.

        Raises Unavailable (try again later) or Refused (never will be); `sinks.replies.doubt.InDoubt` when it may have gone out.
        """

    def find(self, reply: "Reply", since: datetime) -> Sequence[str]:
        """The carrier's ids of what it took since that time and may be this very reply; [] when it has none.

        Raises Unavailable when it cannot say just now, which who keeps no list never can.
        """


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply ready to be sent: the request, the address it goes to, from where, and what it answers."""

    request: ReplyRequest
    to: Address
    source: str
    message_id: str
    references: tuple[str, ...]
    subject: str


class Metrics(Protocol):
    """Counts, gauges and timings under the names in `golddust.metrics`."""

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to a counter."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge."""

    def time(self, name: str, seconds: float, **labels: str) -> None:
        """Add one observation to a histogram."""


@dataclass(frozen=True, slots=True)
class Case:
    """One matter of one customer, as the register has it. `version` grows with each change, for optimistic locking.

    `owner` is the business function that can mend it, `assignee` the person who works on it. `segment` is the customer's, `cause`
    the id of the cause that a person decided on, `cost` what the remedy cost, `delay` why it takes longer, as customers are told.
    Pauses are those in which the customer was waited for. `merged_into` is the case that goes on in its place.
    """

    id: str
    reference: str
    state: str
    kind: str
    priority: str
    owner: str
    assignee: str
    channel: str
    customer: str
    feedback: str
    subject: str
    text: str
    why: str
    topics: tuple[str, ...]
    sentiment: str
    emotion: str
    urgency: str
    opened_at: datetime
    changed_at: datetime
    promises: tuple[Promise, ...]
    answerable: bool
    version: int
    segment: str = ""
    cause: str = ""
    cost: float | None = None
    pauses: tuple[Pause, ...] = ()
    escalation: Escalation | None = None
    reopened: int = 0
    delay: str = ""
    asked_at: datetime | None = None
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The four things without which no case is resolved: what happened, an apology, the reason, what was or will be done."""

    happened: str
    apology: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a resolution promises by a date, in words."""

    due: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are looked for: those that fit all that is given; "" fits any.

    `state` is one state, "open" (all that wait for us) or "unresolved" (those that wait for their customer as well). `person`:
    who works on it, or was called by the ladder. `standing`: "late", with a broken promise, or "at_risk", with one of which its
    owner was warned.
    """

    state: str = ""
    owner: str = ""
    assignee: str = ""
    person: str = ""
    priority: str = ""
    segment: str = ""
    cause: str = ""
    standing: str = ""


CaseOrder = Literal["due", "opened"]


@dataclass(frozen=True, slots=True)
class Turn:
    """The place of a case in a list, behind which the list goes on: when it was changed or opened, and is `due`, if ever."""

    case: str
    at: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of cases; `after` is the turn of the last one, None when the list ends with it."""

    cases: Sequence[Case]
    after: Turn | None


class Register(Protocol):
    """The complaint system: it alone changes cases, and every change is one event of the case's history.

    Changes raise NotFound for an unknown case and Conflict for a step that its state does not allow, or when `version`
    is given and the case has changed since. `case` is an id or a reference in any letter case. `actor` is who does it.
    """

    def open(self, issues: Sequence[Issue], answered: Collection[str] = ()) -> None:
        """Open a case for each issue that has none yet, with its promises and the customer's acknowledgement. Idempotent.

        No acknowledgement goes to those whose feedback is among `answered`: they had theirs, in a database that was lost.
        """

    def acknowledge(self, case: str, actor: str, version: int | None = None) -> Case:
        """A person has seen it and takes it into work."""

    def assign(self, case: str, assignee: str, actor: str, version: int | None = None) -> Case:
        """Give it to somebody."""

    def start(self, case: str, actor: str, version: int | None = None) -> Case:
        """A person takes it into work; if it waited for its customer, the clocks run again."""

    def ask(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Ask the customer something; the clocks stand until they answer."""

    def tell(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Tell the customer how it stands, and when they hear next."""

    def note(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Write something down for those at work on it."""

    def change(self, case: str, actor: str, version: int | None = None, **values: Any) -> Case:
        """Set priority, owner, segment, cause, cost or delay; what was promised follows. Raises Malformed for what cannot be."""

    def escalate(self, case: str, words: str, actor: str, version: int | None = None) -> Case:
        """Take it one step up the ladder, and say why. Raises Conflict at the top."""

    def accept(self, case: str, actor: str, version: int | None = None) -> Case:
        """Whoever was called by the ladder takes it. Raises Conflict when nobody was."""

    def merge(self, case: str, into: str, actor: str, version: int | None = None) -> Case:
        """Let a case go on in another one of the same customer, and return that one. Raises Conflict for two customers."""

    def split(self, case: str, feedback: str, actor: str, version: int | None = None) -> Case:
        """Give one of its messages, and what came with it, a case of its own again; returns the case that stays."""

    def resolve(
        self,
        case: str,
        resolution: Resolution,
        actor: str,
        version: int | None = None,
        *,
        cost: float | None = None,
        pledge: Pledge | None = None,
    ) -> Case:
        """Tell the customer the four things, and count it as resolved. Raises Malformed when one of them is empty.

        A pledge becomes a promise with its date; `cost` is what the remedy costs.
        """

    def keep_pledge(self, case: str, number: int, actor: str, version: int | None = None) -> Case:
        """What a resolution said would be done was done. Raises Conflict when no such pledge is open."""

    def close(self, case: str, actor: str, version: int | None = None) -> Case:
        """Nobody objected to how it was resolved. The customer can still open it again."""

    def not_solved(self, case: str, words: str, actor: str) -> Case:
        """The customer says that it is not: opens it again."""

    def hear(self, messages: Sequence[Tagged], answered: Collection[str] = ()) -> None:
        """Take notice of messages that are no issues: those that belong to a case are said in it. Idempotent.

        What asks for no person, such as "any news?", is answered from the record. Nothing is said to those whose feedback is
        among `answered`.
        """

    def same(self, case: str, other: str, actor: str) -> Case:
        """Two cases are one matter: they become one, which is returned, once it is proven that they are of one person.

        Until then the proof is asked for, and the first of them is returned. Raises Conflict when nobody can be asked.
        """

    def apart(self, case: str, other: str, actor: str) -> Case:
        """Two cases are two matters, whatever they look like: they are offered as one, or made one, no more."""

    def find(self, case: str) -> Case:
        """The case. Raises NotFound."""

    def those(self, cases: Sequence[str]) -> list[Case]:
        """The cases of these ids, in this order; those that are not there are left out."""

    def messages(self, case: str) -> list[str]:
        """The ids of the feedback that belongs to the case, in the order in which it came. Raises NotFound."""

    def cases(self, state: str = "", limit: int = 100) -> list[Case]:
        """The cases, what is due first first; `state` "" means all, "open" all that still wait for us."""

    def search(self, wanted: Wanted, limit: int = 100) -> list[Case]:
        """The cases that are looked for, what is due first first.

        Raises Malformed for a state, a priority or a standing that there is not.
        """

    def page(self, wanted: Wanted, limit: int, after: Turn | None = None, order: CaseOrder = "due") -> Listed:
        """As `search`, behind that turn. "opened": what was opened last first, an order in which no case ever moves."""

    def history(self, case: str) -> list[CaseEvent]:
        """What happened to the case, in order."""

    def of_feedback(self, feedback: str) -> Case | None:
        """The case that this feedback opened or joined, if any."""


@dataclass(frozen=True, slots=True)
class PerhapsSame:
    """Two open cases that may be one matter, and why. `proven`: they are certainly of one person; else `who` says why perhaps.

    `decided`: somebody said that they are one, which waits for the proof that they are of one person.
    """

    case: str
    reference: str
    other: str
    other_reference: str
    why: str
    who: str
    proven: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How the clock of a promise stands: `words` explain it in one line; `stands`: it waits for the customer."""

    promise: Promise
    words: str
    stands: bool


@dataclass(frozen=True, slots=True)
class DraftedResolution:
    """A resolution that is proposed, with what only a person can fill in: for each part that has some, its blanks in order."""

    name: str
    title: str
    language: str
    resolution: Resolution
    blanks: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What the customer of a case told us before, redacted, and what came of it: the reference of its case, and the remedy."""

    at: datetime
    feedback: str
    channel: str
    kind: str
    words: str
    case: str
    state: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A case that says much the same: `likeness` is from 0 to 1, `cause` the number of its cause and `title` its name, if any."""

    reference: str
    likeness: float
    state: str
    text: str
    opened_at: datetime
    cause: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a customer would be told, by which channel, and in how many text messages (0 elsewhere).

    `missing`: the parts of a resolution that are empty; `blanks`: what a draft left for a person to fill in; `wrong`: why it
    could not be said at all.
    """

    channel: str
    subject: str = ""
    text: str = ""
    segments: int = 0
    missing: Sequence[str] = ()
    blanks: Sequence[str] = ()
    wrong: str = ""


class Causes(Protocol):
    """What cases have in common, as far as those at work on one case must know it. `cause` is a number or an id."""

    def id_of(self, cause: str) -> str:
        """Its id. Raises NotFound."""

    def name(self, cause: str) -> str:
        """What people call it: number and title, such as "12: Kettle lids break off"; its id where it is gone."""

    def offered(self) -> Mapping[str, str]:
        """The titles of causes that are not mended, by their number, those that concern most customers first."""

    def similar(self, case: str) -> Sequence[SimilarCase]:
        """Recent cases that say much the same, the most alike first. Raises NotFound."""

    def share(self, case: str, other: str, title: str, actor: str, version: int | None = None) -> Case:
        """Count a case to the cause of another; where that has none, to a new one of this title, with both.

        Raises as `count` does, and Malformed for a title that cannot be.
        """

    def count(self, case: str, cause: str, actor: str, version: int | None = None) -> Case:
        """Count a case to that cause and no other, "" to none.

        Raises NotFound, and Conflict for a cause that is mended, or when the case has changed since that version.
        """


class Desk(Protocol):
    """What helps those at work on a case. It changes nothing."""

    @property
    def zone(self) -> tzinfo:
        """The company's time zone, in which its people read and write times."""

    def clocks(self, case: Case) -> list[ClockReading]:
        """How the clock of each promise stands, in the order of the promises. Never raises."""

    def possible(self, case: Case) -> frozenset[CaseStep]:
        """The steps that people can take with the case as it is now; the register has the last word."""

    def language(self, case: Case) -> str:
        """What its customer writes, as ISO 639 has it; "und" or "" where that is not known."""

    def drafts(self, case: Case) -> list[DraftedResolution]:
        """Resolutions that fit the case, the best first, in its customer's language or else in English."""

    def preview(self, case: Case, resolution: Resolution, pledge: Pledge | None = None) -> Preview:
        """What its customer would be told if it were resolved so. Nothing is sent, nothing raised."""

    def told_before(self, case: Case) -> list[ToldBefore]:
        """What its customer told us before, on any channel, newest first."""

    def perhaps_same(self, case: Case) -> list[PerhapsSame]:
        """Other open cases that may be the same matter of the same person, the likeliest first; each as seen from this case."""

    def offered(self, limit: int) -> list[PerhapsSame]:
        """All such pairs among the newest open cases, each once, the newest first."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """How somebody of the staff is reached; "" where there is no such way. `hook_secret` is the file that holds it."""

    name: str
    called: str
    mail: str = ""
    phone: str = ""
    hook: str = ""
    hook_secret: str = ""


class StaffDirectory(Protocol):
    """Who of the staff is to be told, and how; asked when something is sent, so that it goes where it should then."""

    def colleague(self, person: str) -> Colleague | None:
        """How somebody is reached; None when nobody of that name is in the directory."""

    def holder_of(self, role: str, now: datetime) -> str:
        """The name of who holds the role now; "" when nobody can be reached."""

    def at_work_from(self, person: str, now: datetime) -> datetime:
        """When their working time begins; now while they are at work."""

    def above(self, role: str) -> str:
        """The role that is told next what cannot wait, when nobody of this one can be reached; "" at the end."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which feedback is looked for: what fits all that is given; "" and None fit any.

    `mood` is a sentiment, `segment` the customer's in an imported list, `words` must all be in subject or text, each at least as
    the beginning of a word. `since` and `until` (which is left out itself) are about when it was received.
    """

    channel: str = ""
    topic: str = ""
    kind: str = ""
    mood: str = ""
    segment: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Told:
    """The feedback that was told last, by which a list goes on behind it even when it is gone."""

    feedback: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """An address that somebody wrote from, by its pseudonym. `reachable`: nothing said for good that it does not work."""

    customer: str
    kind: AddressKind
    first_seen: datetime
    reachable: bool


@dataclass(frozen=True, slots=True)
class CustomerCase:
    """One case of a customer."""

    reference: str
    state: str
    kind: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether they want what goes out by that channel from that number of ours: "stopped" or "given"; both "": everything."""

    channel: str
    sender: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CustomerInFull:
    """A customer with all addresses of the person, as far as proven, and the newest hundred of their cases.

    `segment` and `language` are those of the company's own list, "" where it does not name them.
    """

    customer: str
    addresses: tuple[Customer, ...]
    segment: str
    language: str
    messages: int
    last_heard_at: datetime | None
    cases: tuple[CustomerCase, ...]
    consents: tuple[Consent, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What feedback can be told apart by: topics and segments that there are, in order."""

    topics: Sequence[str]
    segments: Sequence[str]


class Corrections(Protocol):
    """What people say that tags should be: each is an event, holds at once, and can be taken back."""

    def correct(self, feedbacks: Sequence[str], question: Question, answers: Sequence[str], actor: str) -> list[str]:
        """From now on these answers hold for these feedbacks; returns the ids of the corrections, for `take_back`.

        Nothing is done where they hold already, or nothing is tagged yet. Raises Malformed for an answer that there is not.
        """

    def turn_topic(self, feedbacks: Sequence[str], topic: str, actor: str) -> list[str]:
        """Each of these feedbacks is about this topic from now on; one that was, is not. Returns and raises as `correct`."""

    def take_back(self, corrections: Sequence[str], actor: str) -> int:
        """What held before these holds again, unless somebody has corrected it since; returns for how many that was done."""


class Views(Protocol):
    """Ways of looking at the inbox that people keep: the query of its address, under a name of their own."""

    def of(self, user: str) -> Mapping[str, str]:
        """The queries by their names, in the order of these."""

    def save(self, user: str, name: str, query: str) -> None:
        """Keep it, in place of what had that name. Raises Malformed for no name, and for more than anybody needs."""

    def forget(self, user: str, name: str) -> None:
        """Keep it no more. Forgetting what is not there is harmless."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A case that somebody looks at: its version now, and who else is there; those who are writing come first."""

    version: int
    writing: Sequence[str]
    looking: Sequence[str]


class Presence(Protocol):
    """Who looks at which case just now, for any number of processes. It knows names and times, and no words."""

    def here(self, case: str, user: str, *, writing: bool) -> Watched:
        """They look at it, or write about it. `case` is its reference. Raises NotFound."""

    def left(self, case: str, user: str) -> None:
        """They look at it no more. Leaving what there is not is harmless."""

    def others(self, case: str, user: str) -> Watched:
        """As `here`, for somebody of whom nothing is to be known. Raises NotFound."""


class Archive(Protocol):
    """The console's only door to what is stored."""

    def feedback(self, limit: int, before: str | Told = "", sought: Sought = EVERYTHING) -> list[Mapping[str, Any]]:
        """The newest feedback that is looked for, with its tags; older than that one, or that of this id, when given."""

    def those(self, ids: Sequence[str], sought: Sought = EVERYTHING) -> list[Mapping[str, Any]]:
        """What is looked for among these feedbacks, newest first."""

    def tagged(self, ids: Sequence[str]) -> Sequence[str]:
        """Which of these feedbacks are stored with their tags."""

    def choices(self) -> Choices:
        """What feedback can be told apart by."""

    def one(self, feedback: str) -> Mapping[str, Any]:
        """One feedback with its tags. Raises NotFound."""

    def issues(self, limit: int, before: Told | None = None, owner: str = "") -> list[Mapping[str, Any]]:
        """The newest messages that are part of a case, behind that one and of that owner when given; with what its case is."""

    def customers(self, limit: int, after: str = "") -> list[Customer]:
        """Who wrote to us, by pseudonym, behind that one."""

    def customer(self, customer: str) -> CustomerInFull:
        """One of them, with all that is known of the person. Raises NotFound."""

    def replies(self, case: str) -> list[Mapping[str, Any]]:
        """What was or is to be said to the customer in this case, and how it stands."""

    def answers(
        self, limit: int, after: str = "", since: datetime | None = None, until: datetime | None = None
    ) -> list[Mapping[str, Any]]:
        """What was or is to be said to anybody, asked for within these times, by id; after that id when given."""

    def waiting_replies(self) -> list[Mapping[str, Any]]:
        """Replies not sent yet, by channel, with the number and what they wait for."""

    def replies_in_vain(self, since: datetime) -> list[Mapping[str, Any]]:
        """Replies that reached nobody since then, by channel and reason, with the number."""

    def figures(self) -> Mapping[str, int]:
        """How much is stored: feedback, complaints, cases open, late, replies waiting."""

    def check(self) -> None:
        """Touch the database without writing; raises Unavailable."""
