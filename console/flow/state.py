"""How the stages and the topics stand, in words and as a picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from console.flow.lanes import DOORS, Stop
from golddust import topics
from golddust.conservation import Account
from golddust.findings import Finding
from golddust.reckoning import stage_findings
from golddust.watching import AtWork, Flow, StageFlow, State, TopicFlow, short

LATE, VERY_LATE = timedelta(seconds=60), timedelta(minutes=5)
STAGES = {
    "receive": "Read what came in",
    "tag": "Tag it",
    "store": "Store it",
    "complaints": "Open cases",
    "replies": "Ready the answers",
    "reply-statuses": "Hear from carriers",
    "reply-outcomes": "Note what arrived",
    "staff": "Tell the staff",
    "mirrors": "Keep mirrors",
}
TOPICS = {
    topics.INTAKE: "what the doors took in, as it came",
    topics.RECEIVED: "what customers said",
    topics.TAGGED: "the same without personal data, with its tags",
    topics.CORRECTED: "tags that people put right",
    topics.ISSUES: "what somebody must act on",
    topics.COMPLAINTS: "the life of each case",
    topics.REPLIES_REQUESTED: "what is to be said to customers",
    topics.REPLIES_OUTCOMES: "whether it arrived",
    topics.CONSENTS: "whether customers want to hear from us",
    topics.DEADLETTERS: "what no stage could deal with, and what was decided",
    topics.PARKED: "copies of what became a dead letter",
    topics.STAFF: "what the staff is to be told",
    topics.STATUSES: "what carriers say later of answers",
}

FAMILIES = {topics.AGAIN: "dead letters that are tried again", topics.BY_TOPIC: "what is about one topic of the taxonomy"}


@dataclass(frozen=True, slots=True)
class Row:
    """One stage as it is shown. `look` is calm, wait, late or bad."""

    name: str
    title: str
    state: State
    look: str
    account: Account
    oldest: str
    rate: str
    says: str
    retries: int


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic as it is shown; `readers`: the stages that read it, with what waits for each."""

    name: str
    title: str
    written: int
    rate: str
    readers: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Shown:
    """All of it. `wrong` are the findings of stages that are not good."""

    title: str
    lead: str
    look: str
    rows: Sequence[Row]
    topics: Sequence[TopicRow]
    wrong: Sequence[Finding]
    stops: Sequence[Stop]


def shown(flow: Flow, at_work: AtWork) -> Shown:
    """What is said of this look."""
    rows = [_row(stage, at_work) for stage in flow.stages]
    title, look = _title(flow, rows)
    wrong = [one for one in stage_findings([stage.account for stage in flow.stages]) if one.state != "good"]
    return Shown(title, _lead(flow), look, rows, [_topic(one) for one in flow.topics], wrong, _stops(rows, at_work))


def pace(rate: float | None) -> str:
    """Records a second in words; "" where it takes a second look."""
    if rate is None:
        return ""
    if not rate:
        return "0"
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 0.1 else "under 0.1"  # noqa: PLR2004 - as people round


def number_of(count: int, one: str = "record", many: str = "records") -> str:
    """Such as "One record", "3 records"."""
    return f"One {one}" if count == 1 else f"{count:,} {many}"


def _row(stage: StageFlow, at_work: AtWork) -> Row:
    account = stage.account
    state = at_work.states.get(account.stage, "unknown")
    return Row(
        name=account.stage,
        title=STAGES.get(account.stage, account.stage),
        state=state,
        look=_look(stage, state),
        account=account,
        oldest=short(stage.oldest) if account.waiting else "",
        rate=pace(stage.rate),
        says=_says(stage, state),
        retries=at_work.retries.get(account.stage, 0),
    )


def _look(stage: StageFlow, state: State) -> str:
    waiting = stage.account.waiting
    if stage.account.gap or state == "stopped" or (waiting and stage.oldest > VERY_LATE):
        return "bad"
    if state == "silent" or (waiting and stage.oldest > LATE):
        return "late"
    return "wait" if waiting else "calm"


def _says(stage: StageFlow, state: State) -> str:
    if stage.account.gap:
        return f"{stage.account.gap:,} unaccounted for"
    if state in ("stopped", "silent"):
        return f"{state}; {stage.account.waiting:,} wait"
    if stage.account.waiting:
        return f"{stage.account.waiting:,} wait, {short(stage.oldest)}"
    return "nothing waits"


def _title(flow: Flow, rows: Sequence[Row]) -> tuple[str, str]:
    gap = sum(row.account.gap for row in rows)
    stopped = [row.name for row in rows if row.state == "stopped"]
    waiting, oldest = sum(row.account.waiting for row in rows), max((one.oldest for one in flow.stages), default=timedelta(0))
    if gap:
        return f"{number_of(gap, 'record is', 'records are')} unaccounted for.", "bad"
    if stopped:
        named = f"The stage {stopped[0]} stands" if len(stopped) == 1 else f"The stages {' and '.join(stopped)} stand"
        return f"{named} still.", "bad"
    if waiting:
        look = "bad" if oldest > VERY_LATE else "late" if oldest > LATE else "wait"
        return f"{number_of(waiting, 'record waits', 'records wait')}, the oldest for {short(oldest)}.", look
    came = any(row.account.read for row in rows)
    return "Everything that came in was dealt with." if came else "Nothing came in yet.", "calm"


def _lead(flow: Flow) -> str:
    parked = sum(stage.account.parked for stage in flow.stages)
    balanced = "Of each stage, what it took is what it did, passed over and parked"
    if any(stage.account.gap for stage in flow.stages):
        return f"{balanced}: but not here. See below what is missing."
    return f"{balanced}; nothing is missing. {number_of(parked, 'record was', 'records were')} parked so far."


def _topic(one: TopicFlow) -> TopicRow:
    families = (title for prefix, title in FAMILIES.items() if one.name.startswith(prefix))
    title = TOPICS.get(one.name) or next(families, "written by another program")
    return TopicRow(one.name, title, one.written, pace(one.rate), sorted(one.waiting.items()))


def _stops(rows: Sequence[Row], at_work: AtWork) -> list[Stop]:
    """The boxes of the picture: those stages that have a place of their own, each beside its way, and the doors together."""
    taken, put_off = sum(door.taken for door in at_work.doors), sum(door.put_off for door in at_work.doors)
    words = f"{put_off:,} put off" if put_off else f"{taken:,} taken in"
    doors = Stop(DOORS, "Doors", words, 0, "late" if put_off else "calm", "#doors", f"Doors: {words} since they opened")
    stops = [
        Stop(row.name, row.name, row.says, row.account.waiting, row.look, f"#stage-{row.name}", f"{row.title}: {row.says}")
        for row in rows
    ]
    return [doors, *stops]
