"""In equals out plus parked: what is said of a pipeline at rest, at work, and with a leak."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from golddust import topics
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.conservation import Account, Flow, Look, SpoolLook, accounts
from golddust.letters import Letters
from golddust.metrics import NoMetrics
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Standing
from golddust.records import Entry, Record, Tally
from golddust.runner import Runner

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def tag(records: Sequence[Record]) -> list[Outcome]:
    return [Reject("poison") if r.value == b"poison" else Done((Entry(topics.TAGGED, r.key, r.value),)) for r in records]


def keep(records: Sequence[Record]) -> list[Outcome]:
    return [Done() for _ in records]


class Pipeline:
    """Two stages on a log in memory."""

    def __init__(self) -> None:
        clock = MovableClock(START)
        self.log = MemoryLog(clock)
        self.letters = Letters(self.log, clock.now)
        self.stages = [
            Runner(name, self.log.reader([*topics.READ_BY[name], topics.again(name)], name), step, clock, NoMetrics())
            for name, step in (("tag", tag), ("store", keep))
        ]

    def say(self, *values: str) -> None:
        self.log.append([Entry(topics.RECEIVED, "k", value.encode()) for value in values])

    def work(self, stages: int = 2) -> None:
        for runner in self.stages[:stages]:
            while runner.run_once():
                pass

    def look(self) -> Look:
        return Look(self.log.tallies(), self.log.standings(), self.log.tallies())

    def accounts(self) -> dict[str, Account]:
        return {account.stage: account for account in accounts(self.look(), letters=self.letters.all())}


def numbers(account: Account) -> tuple[int, ...]:
    return (account.read, account.done, account.parked, account.waiting, account.gap)


def test_what_is_read_is_done_or_parked_and_the_rest_waits() -> None:
    plant = Pipeline()
    plant.say("a", "poison", "b")
    plant.work()
    plant.say("c", "d")
    found = plant.accounts()
    assert list(found) == ["tag", "store", "complaints"], "the last has not begun, and what waits for it is seen"
    assert numbers(found["tag"]) == (3, 2, 1, 2, 0)
    assert numbers(found["store"]) == (5, 5, 0, 2, 0)
    (flow,) = found["tag"].flows
    assert (flow.topic, flow.written, flow.read, flow.waiting, flow.parked) == (topics.RECEIVED, 5, 3, 2, 1)


def test_letters_tried_again_and_dropped_stay_in_balance() -> None:
    plant = Pipeline()
    plant.say("poison", "poison")
    plant.work()
    first, second = plant.letters.parked()
    plant.letters.retry(first)
    plant.letters.drop(second)
    plant.work()
    assert numbers(plant.accounts()["tag"]) == (3, 0, 3, 0, 0)


def test_a_stage_that_has_not_begun_has_everything_to_read() -> None:
    plant = Pipeline()
    plant.say("a", "b")
    plant.work(stages=1)
    assert numbers(plant.accounts()["store"]) == (0, 0, 0, 4, 0)


def test_a_record_that_is_neither_read_nor_waiting_is_missing() -> None:
    plant = Pipeline()
    plant.say("a", "b")
    plant.work()
    look = plant.look()
    shorter = [replace(t, read=t.read - 1) if (t.stage, t.topic) == ("store", topics.TAGGED) else t for t in look.after]
    store = {a.stage: a for a in accounts(replace(look, after=shorter))}["store"]
    assert [(flow.topic, flow.missing) for flow in store.flows if flow.missing] == [(topics.TAGGED, 1)]
    assert store.gap == 1


def test_a_record_that_nothing_came_of_is_lost() -> None:
    plant = Pipeline()
    plant.say("a", "b")
    plant.work()
    look = plant.look()
    fewer = [replace(t, written=t.written - 1) if (t.stage, t.topic) == ("tag", topics.TAGGED) else t for t in look.after]
    (found,) = (a for a in accounts(replace(look, after=fewer)) if a.stage == "tag")
    assert (found.lost, found.gap) == (1, 1)


def test_what_moves_between_two_looks_is_not_missing() -> None:
    plant = Pipeline()
    plant.say("a", "b")
    plant.work()
    before = plant.log.tallies()
    plant.say("c")
    standings = plant.log.standings()
    plant.work()
    plant.say("d", "e")
    assert [account.gap for account in accounts(Look(before, standings, plant.log.tallies()))] == [0, 0, 0]


def test_another_programs_records_are_noted_and_no_fault() -> None:
    found = accounts(
        at_rest([Tally("tag", topics.RECEIVED, read=5), Tally("", topics.RECEIVED, written=3)], "tag", topics.RECEIVED)
    )
    assert [(flow.foreign, flow.missing) for flow in found[0].flows] == [(2, 0)]


def test_repeated_events_are_passed_over_and_balance() -> None:
    tallies = [
        Tally("", topics.RECEIVED, written=10),
        Tally("tag", topics.RECEIVED, read=10, repeated=3),
        Tally("tag", topics.TAGGED, written=7),
    ]
    (tagged,) = (a for a in accounts(at_rest(tallies, "tag", topics.RECEIVED)) if a.stage == "tag")
    assert (tagged.read, tagged.done, tagged.repeated, tagged.gap) == (10, 7, 3, 0)


def test_a_letter_that_is_gone_is_noticed() -> None:
    plant = Pipeline()
    plant.say("poison", "poison")
    plant.work()
    assert [a.unlettered for a in accounts(plant.look(), letters=plant.letters.all()[1:])] == [1, 0]
    assert [a.unlettered for a in accounts(plant.look())] == [0, 0]


def at_rest(tallies: list[Tally], group: str, topic: str, waiting: int = 0) -> Look:
    return Look(tallies, [Standing(group, {topic: waiting}, None)], tallies)


LEDGER = [
    Tally("spool.mine", topics.RECEIVED, written=6),
    Tally("spool.mine", topics.DEADLETTERS, written=1),
    Tally("spool.of another machine", topics.RECEIVED, written=50),
]


def spool(written: int, waiting: int) -> SpoolLook:
    return SpoolLook(
        "spool.mine", [Tally("", topics.INTAKE, written=written)], [Standing("receive", {topics.INTAKE: waiting}, None)]
    )


def received(look: SpoolLook) -> Account:
    return next(a for a in accounts(at_rest(LEDGER, "receive", topics.again("receive")), look) if a.stage == "receive")


def test_this_machines_spool_is_in_the_account_of_receive() -> None:
    account = received(spool(written=9, waiting=2))
    assert numbers(account) == (7, 6, 1, 2, 0)
    assert account.flows[0] == Flow("receive", topics.INTAKE, 9, 7, 2, 0, 0)


def test_a_delivery_that_left_the_spool_and_never_arrived_is_missing() -> None:
    assert received(spool(written=9, waiting=1)).gap == 1


def test_a_spool_that_was_killed_before_it_noted_what_arrived_has_lost_nothing() -> None:
    assert numbers(received(spool(written=7, waiting=3))) == (7, 6, 1, 0, 0)
