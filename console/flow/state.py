"""How the stages and the topics stand, in words and as a picture. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from console.flow.lanes import DOORS, Stop
from console.wording.saying import counted, counted_in, marked, number, say, say_in
from golddust import topics
from golddust.conservation import Account
from golddust.findings import Finding
from golddust.reckoning import stage_findings
from golddust.watching import AtWork, Flow, StageFlow, State, TopicFlow, short

LATE, VERY_LATE = timedelta(seconds=60), timedelta(minutes=5)
STAGES = {
    "receive": marked("Read what came in"),
    "tag": marked("Tag it"),
    "store": marked("Store it"),
    "replies": marked("Ready the answers"),
    "reply-statuses": marked("Hear from carriers"),
    "reply-outcomes": marked("Note what arrived"),
    "staff": marked("Tell the staff"),
    "mirrors": marked("Keep mirrors"),
}
TOPICS = {
    topics.INTAKE: marked("what the doors took in, as it came"),
    topics.RECEIVED: marked("what customers said"),
    topics.TAGGED: marked("the same without personal data, with its tags"),
    topics.CORRECTED: marked("tags that people put right"),
    topics.ISSUES: marked("what somebody must act on"),
    topics.COMPLAINTS: marked("the life of each case"),
    topics.REPLIES_REQUESTED: marked("what is to be said to customers"),
    topics.REPLIES_OUTCOMES: marked("whether it arrived"),
    topics.CONSENTS: marked("whether customers want to hear from us"),
    topics.DEADLETTERS: marked("what no stage could deal with, and what was decided"),
    topics.PARKED: marked("copies of what became a dead letter"),
    topics.STAFF: marked("what the staff is to be told"),
    topics.STATUSES: marked("what carriers say later of answers"),
}

FAMILIES = {
    topics.AGAIN: marked("dead letters that are tried again"),
    topics.BY_TOPIC: marked("what is about one topic of the taxonomy"),
}
STATES: Mapping[State, str] = {
    "at work": marked("at work"),
    "silent": marked("silent"),
    "stopped": marked("stopped"),
    "unknown": marked("unknown"),
}
_UNITS = {"d": marked("%(number)s d"), "h": marked("%(number)s h"), "min": marked("%(number)s min"), "s": marked("%(number)s s")}


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
    if rate < 0.1:  # noqa: PLR2004 - as people round
        return say("under %(number)s", number=number(0.1, 1))
    return number(rate) if rate >= 10 else number(rate, 1)  # noqa: PLR2004 - as people round


def age_words(age: timedelta) -> str:
    """Such as 12 s, 5 min, 3 h, 2 d."""
    many, unit = short(age).split(" ")
    return say(_UNITS[unit], number=number(int(many)))


def _called(stage: str) -> str:
    if stage == "complaints":
        return say_in("what a stage does", "Open cases")  # elsewhere that is a heading: the cases that are open
    return say(STAGES[stage]) if stage in STAGES else stage


def _row(stage: StageFlow, at_work: AtWork) -> Row:
    account = stage.account
    state = at_work.states.get(account.stage, "unknown")
    return Row(
        name=account.stage,
        title=_called(account.stage),
        state=state,
        look=_look(stage, state),
        account=account,
        oldest=age_words(stage.oldest) if account.waiting else "",
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
    gap, waiting = stage.account.gap, stage.account.waiting
    if gap:
        return say("%(number)s unaccounted for", number=number(gap))
    words = counted_in("records", "%(num)s wait", "%(num)s wait", waiting)
    if state in ("stopped", "silent"):
        return f"{say(STATES[state])}; {words}"
    return f"{words}, {age_words(stage.oldest)}" if waiting else say("nothing waits")


def _title(flow: Flow, rows: Sequence[Row]) -> tuple[str, str]:
    gap = sum(row.account.gap for row in rows)
    stopped = [row.name for row in rows if row.state == "stopped"]
    waiting, oldest = sum(row.account.waiting for row in rows), max((one.oldest for one in flow.stages), default=timedelta(0))
    if gap:
        return counted("One record is unaccounted for.", "%(num)s records are unaccounted for.", gap), "bad"
    if stopped:
        words = counted(
            "The stage %(stages)s stands still.", "The stages %(stages)s stand still.", len(stopped), stages=_all(stopped)
        )
        return words, "bad"
    if waiting:
        look = "bad" if oldest > VERY_LATE else "late" if oldest > LATE else "wait"
        time = age_words(oldest)
        return counted(
            "One record waits, the oldest for %(time)s.", "%(num)s records wait, the oldest for %(time)s.", waiting, time=time
        ), look
    came = any(row.account.read for row in rows)
    return say("Everything that came in was dealt with.") if came else say("Nothing came in yet."), "calm"


def _all(names: Sequence[str]) -> str:
    """Such as: tag and store and replies."""
    words = names[0]
    for name in names[1:]:
        words = say("%(some)s and %(last)s", some=words, last=name)
    return words


def _lead(flow: Flow) -> str:
    parked = sum(stage.account.parked for stage in flow.stages)
    if any(stage.account.gap for stage in flow.stages):
        return say("Of each stage, what it took is what it did, passed over and parked: but not here. See below what is missing.")
    balanced = say("Of each stage, what it took is what it did, passed over and parked; nothing is missing.")
    words = counted("One record was parked so far.", "%(num)s records were parked so far.", parked)
    return f"{balanced} {words}"


def _topic(one: TopicFlow) -> TopicRow:
    families = (title for prefix, title in FAMILIES.items() if one.name.startswith(prefix))
    title = TOPICS.get(one.name) or next(families, marked("written by another program"))
    return TopicRow(one.name, say(title), one.written, pace(one.rate), sorted(one.waiting.items()))


def _stops(rows: Sequence[Row], at_work: AtWork) -> list[Stop]:
    """The boxes of the picture: those stages that have a place of their own, each beside its way, and the doors together."""
    taken, put_off = sum(door.taken for door in at_work.doors), sum(door.put_off for door in at_work.doors)
    words = say("%(number)s taken in", number=number(taken))
    if put_off:
        words = say("%(number)s put off", number=number(put_off))
    says = say("Doors: %(words)s since they opened", words=words)
    doors = Stop(DOORS, say("Doors"), words, 0, "late" if put_off else "calm", "#doors", says)
    stops = [
        Stop(row.name, row.name, row.says, row.account.waiting, row.look, f"#stage-{row.name}", f"{row.title}: {row.says}")
        for row in rows
    ]
    return [doors, *stops]
