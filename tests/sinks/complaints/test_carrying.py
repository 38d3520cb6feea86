"""Cases are carried to mirrors: one ticket each, in order, once, whatever goes wrong on the way."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from golddust.database.engine import open_database, upgrade_database
from golddust.errors import Misconfigured, NotFound, Problem, Refused, Unauthentic, Unavailable
from golddust.metrics import NoMetrics
from golddust.mirroring import InDoubt, MirroredCase, MirrorNote, Throttled
from golddust.outcomes import Reject
from golddust.records import Record
from sinks.complaints import rows
from sinks.complaints.mirroring import Mirroring, mirrors_step
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.complaints.rows import CLAIM_LASTS
from tests.sinks.complaints.conftest import Office
from tests.sinks.complaints.made import MONDAY


class PowerCut(BaseException):
    """The process ends here."""


def well(_call: str, _about: Any) -> None:
    """Nothing goes wrong."""


@dataclass(slots=True)
class Shaky:
    """A mirror that does to each call what `before` and `after` do, and keeps the names of the calls."""

    kept: PrintedMirror
    before: Callable[[str, Any], object] = well
    after: Callable[[str, Any], object] = well
    name: str = "shaky"
    brings_back: bool = False
    settles_within: float = 30.0
    calls: list[str] = field(default_factory=list)

    def _done(self, call: str, about: Any, do: Callable[[], Any]) -> Any:
        self.calls.append(call)
        self.before(call, about)
        answer = do()
        self.after(call, about)
        return answer

    def check(self) -> None:
        self._done("check", None, self.kept.check)

    def find(self, case: MirroredCase) -> str | None:
        return self._done("find", case, lambda: self.kept.find(case))

    def open(self, case: MirroredCase) -> str:
        return self._done("open", case, lambda: self.kept.open(case))

    def link(self, ticket: str) -> str:
        return self.kept.link(ticket)

    def notes(self, ticket: str) -> frozenset[str]:
        return self._done("notes", ticket, lambda: self.kept.notes(ticket))

    def add(self, ticket: str, note: MirrorNote) -> None:
        self._done("add", note, lambda: self.kept.add(ticket, note))

    def set_state(self, ticket: str, state: Any) -> None:
        self._done("set_state", state, lambda: self.kept.set_state(ticket, state))

    def status(self, ticket: str) -> Any:
        return self._done("status", ticket, lambda: self.kept.status(ticket))

    def erase(self, ticket: str) -> str:
        return str(self._done("erase", ticket, lambda: self.kept.erase(ticket)))

    def changed_since(self, when: Any) -> Any:
        return self._done("changed_since", when, lambda: self.kept.changed_since(when))


def shaky(office: Office, name: str = "shaky") -> Shaky:
    mirror = Shaky(PrintedMirror(office.clock, lambda _: None), name=name)
    office.mirrors.append(mirror)
    return mirror


def raising(error: BaseException, *calls: str) -> Callable[[str, Any], None]:
    def at(call: str, _: Any) -> None:
        if not calls or call in calls:
            raise error

    return at


def notes_of(mirror: Shaky | PrintedMirror, ticket: str = "1") -> list[str]:
    kept = mirror.kept if isinstance(mirror, Shaky) else mirror
    return [note.text.splitlines()[0] for note in kept.tickets[ticket].notes]


def test_a_case_gets_a_ticket_its_steps_become_notes_and_it_stands_there_as_here(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    assert mirror.tickets["1"].case.text == office.cases.find(case).text
    office.happened(case, "acknowledged", state="acknowledged")
    office.happened(case, "said", "It is still not here.", actor="customer")
    office.happened(case, "assigned", "ben")
    office.happened(case, "waiting", "Which parcel?", state="waiting")
    office.work()
    assert mirror.tickets["1"].state == "waiting"
    office.happened(case, "resolved", "remedy: a refund", state="resolved")
    office.work()
    assert mirror.tickets["1"].state == "resolved"
    assert notes_of(mirror) == [
        "Seen by ann.",
        "The customer wrote again.",
        "Given to ben by ann.",
        "The customer was asked, and is waited for.",
        "Resolved by ann; the customer is told.",
    ]
    office.happened(case, "closed", state="closed")
    office.work()
    assert mirror.tickets["1"].state == "closed"
    row = office.row(case)
    assert (row.state, row.carried, row.known, row.why, row.claim, row.tries) == ("open", 7, 7, "", "", 0)


def test_what_was_heard_before_changes_nothing_and_what_was_not_heard_is_carried_all_the_same(office: Office) -> None:
    mirror = office.printing()
    first = office.opened()
    missed = office.cases.happened(first.case, "noted", "missed")
    second = office.happened(first.case, "noted", "heard")
    office.work()
    for _ in range(3):
        office.hear(second, first, missed)
        assert office.work() == 0
    assert [note.id for note in mirror.tickets["1"].notes] == [missed.id, second.id]


def test_steps_that_say_nothing_to_others_are_passed_by(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.happened(case, "recomputed")
    office.happened(case, "kept")
    office.work()
    assert notes_of(mirror) == []
    assert office.row(case).carried == 3


def test_what_is_no_event_of_a_case_is_rejected(office: Office) -> None:
    record = Record("complaints.events", 0, 0, "x", b"{", {"ce_type": "golddust.complaints.event.v1"}, MONDAY)
    (outcome,) = mirrors_step(office.engine, ["printed"], office.clock)([record])
    assert isinstance(outcome, Reject)


def test_a_mirror_that_is_away_holds_up_no_other(office: Office) -> None:
    away, printed = shaky(office), office.printing()
    away.before = raising(Unavailable("away"))
    for _ in range(5):
        office.opened()
    office.work()
    assert len(printed.tickets) == 5
    assert away.kept.tickets == {}


def test_after_an_hour_of_absence_everything_is_there_in_order(office: Office) -> None:
    mirror = shaky(office)
    early = office.opened().case
    office.work()
    mirror.before = raising(Unavailable("away", retry_after=5))
    cases = []
    for minute in range(60):
        cases.append(office.opened().case)
        office.happened(early, "noted", f"minute {minute}")
        office.happened(cases[-1], "said", "and another thing", actor="customer")
        office.later(60)
    asked = len(mirror.calls)
    assert asked < 60, "left alone for longer and longer"
    mirror.before = well
    office.later(301)
    order = [mirror.kept.tickets[ticket].case.id for ticket in sorted(mirror.kept.tickets, key=int)]
    assert order == [early, *cases]
    assert [note.text.partition("\n\n")[2] for note in mirror.kept.tickets["1"].notes] == [f"minute {m}" for m in range(60)]
    assert rows.counts(office.engine) == {"shaky": (0, 0)}


def test_while_it_is_left_alone_it_is_asked_nothing_but_whether_it_is_there(office: Office) -> None:
    mirror = shaky(office)
    for _ in range(20):
        office.opened()
    office.work()
    mirror.before = raising(Unavailable("away"))
    for _ in range(20):
        office.opened()
    office.later(60)
    mirror.calls.clear()
    office.later(600)
    assert set(mirror.calls) == {"check"}
    assert len(mirror.calls) <= 6


def test_one_that_is_there_and_takes_nothing_is_left_alone_for_longer_and_longer(office: Office) -> None:
    mirror = shaky(office)
    mirror.before = raising(Unavailable("shaky answered 503"), "open")
    for _ in range(20):
        office.opened()
    office.later(60)
    mirror.calls.clear()
    office.later(600)
    assert mirror.calls.count("open") <= 6


def test_what_is_refused_is_parked_with_the_reason_and_the_rest_goes_on(office: Office) -> None:
    mirror = shaky(office)
    bad = office.opened(subject="no good").case

    def refuse(call: str, about: Any) -> None:
        if call == "open" and about.subject == "no good":
            raise Refused("shaky answered 422: subject is not good")

    mirror.before = refuse
    good = [office.opened().case for _ in range(3)]
    office.work()
    assert (office.row(bad, "shaky").state, office.row(bad, "shaky").why) == ("parked", "shaky answered 422: subject is not good")
    assert {kept.case.id for kept in mirror.kept.tickets.values()} == set(good)
    office.happened(bad, "noted", "more")
    assert office.work() == 0
    assert rows.counts(office.engine) == {"shaky": (0, 1)}
    mirror.before = well
    rows.retry(office.engine, bad, "shaky", office.clock.now())
    office.work()
    assert office.row(bad, "shaky").state == "open"
    assert notes_of(mirror, office.row(bad, "shaky").ticket) == ["Noted."]


def test_a_ticket_that_turns_out_to_be_gone_is_parked_and_opened_anew_when_asked_to(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    mirror.remove("1")
    office.happened(case, "said", "Hello?", actor="customer")
    office.work()
    assert office.row(case).why.startswith("ticket 1 is gone there (printed has no ticket 1)")
    rows.retry(office.engine, case, "printed", office.clock.now())
    office.work()
    assert (office.row(case).ticket, notes_of(mirror, "2")) == ("2", ["The customer wrote again."])


def test_only_what_is_parked_can_be_tried_again(office: Office) -> None:
    office.printing()
    case = office.opened().case
    with pytest.raises(NotFound, match="nothing of that case is parked"):
        rows.retry(office.engine, case, "printed", office.clock.now())


def test_a_right_that_is_missing_is_ours_and_waited_for(office: Office) -> None:
    mirror = shaky(office)
    mirror.before = raising(Unauthentic("shaky answered 403", status=403), "open")
    case = office.opened().case
    office.work()
    assert (office.row(case, "shaky").state, office.row(case, "shaky").why) == ("pending", "shaky answered 403")
    mirror.before = well
    office.later(10)
    assert office.row(case, "shaky").state == "open"


def test_an_answer_that_cannot_be_read_parks_that_case(office: Office) -> None:
    mirror = shaky(office)
    mirror.before = raising(KeyError("id"), "open")
    case = office.opened().case
    office.work()
    assert (office.row(case, "shaky").state, office.row(case, "shaky").why) == ("parked", "its answer cannot be read (KeyError)")


def test_who_asks_for_a_rest_is_not_asked_before(office: Office) -> None:
    mirror = shaky(office)
    office.opened()
    mirror.before = raising(Throttled("too many", retry_after=100), "find")
    office.work()
    for _ in range(3):
        office.opened()
    mirror.calls.clear()
    office.later(99)
    assert mirror.calls == []
    mirror.before = well
    office.later(3)
    assert len(mirror.kept.tickets) == 4


def test_a_case_that_fails_again_and_again_waits_longer_and_longer_and_lets_others_by(office: Office) -> None:
    mirror = shaky(office)
    bad = office.opened(subject="poison").case

    def fail(call: str, about: Any) -> None:
        if call == "open" and about.subject == "poison":
            raise Unavailable("shaky answered 503")

    mirror.before = fail
    tries = []
    for _ in range(30):
        office.opened()
        before = mirror.calls.count("open")
        office.later(20)
        tries.append(mirror.calls.count("open") - before - 1)
    assert len(mirror.kept.tickets) == 30
    assert sum(tries[:3]) > sum(tries[-10:])
    assert office.row(bad, "shaky").state == "pending"


def test_a_mirror_that_is_set_up_wrongly_is_left_alone_until_it_is_mended(office: Office) -> None:
    mirror = shaky(office)
    mirror.before = raising(Misconfigured((Problem("mirrors.shaky.queue", "x", "a queue"),)), "check")
    case = office.opened().case
    office.later(50)
    assert mirror.calls == ["check"]
    assert office.row(case, "shaky").why == "mirrors.shaky.queue: a queue (seen: x)"
    mirror.before = well
    office.later(15)
    assert office.row(case, "shaky").state == "open"


def test_killed_between_created_there_and_recorded_here_there_is_one_ticket(office: Office) -> None:
    mirror = shaky(office)
    mirror.after = raising(PowerCut(), "open")
    case = office.opened().case
    with pytest.raises(PowerCut):
        office.work()
    assert (office.row(case, "shaky").state, len(mirror.kept.tickets)) == ("pending", 1)
    mirror.after = well
    successor = office.working(mirror)
    assert successor.take_over() == 1
    assert successor.work() == 0, "what was under way may still arrive there"
    office.clock.move(timedelta(seconds=30))
    successor.work()
    assert (office.row(case, "shaky").ticket, len(mirror.kept.tickets)) == ("1", 1)


def test_killed_between_noted_there_and_recorded_here_there_is_one_note(office: Office) -> None:
    mirror = shaky(office)
    case = office.opened().case
    office.happened(case, "noted", "one")
    office.happened(case, "noted", "two")
    mirror.after = raising(PowerCut(), "add")
    with pytest.raises(PowerCut):
        office.work()
    mirror.after = well
    successor = office.working(mirror)
    successor.take_over()
    office.clock.move(timedelta(seconds=30))
    successor.work()
    assert [note.text.partition("\n\n")[2] for note in mirror.kept.tickets["1"].notes] == ["one", "two"]


@pytest.mark.parametrize("call", ["open", "add", "set_state"])
def test_what_had_no_answer_is_looked_for_once_it_has_settled(office: Office, call: str) -> None:
    mirror = shaky(office)
    case = office.opened().case
    office.happened(case, "resolved", "remedy: x", state="resolved")
    failed: list[str] = []

    def lose(asked: str, _: Any) -> None:
        if asked == call and not failed:
            failed.append(asked)
            raise InDoubt("no answer")

    mirror.after = lose
    office.work()
    mirror.calls.clear()
    office.later(29)
    assert mirror.calls == []
    office.later(2)
    assert len(mirror.kept.tickets) == 1
    assert (len(mirror.kept.tickets["1"].notes), mirror.kept.tickets["1"].state) == (1, "resolved")
    assert office.row(case, "shaky").carried == 2


def test_a_claim_that_has_grown_old_is_anothers_and_who_held_it_changes_nothing_any_more(office: Office) -> None:
    mirror = shaky(office)
    case = office.opened().case
    office.happened(case, "noted", "one")
    second = Mirroring(
        office.engine, mirror.kept, office.cases.as_register(), office.cases.tell, str, 5.0, office.clock, NoMetrics()
    )

    def slow(call: str, _: Any) -> None:
        if call == "open":
            office.clock.move(CLAIM_LASTS)
            mirror.kept.name = "shaky"
            second.work()

    mirror.after = slow
    office.work()
    second.close()
    assert len(mirror.kept.tickets) == 1
    assert notes_of(mirror) == ["Noted."]
    assert office.row(case, "shaky").carried == 2


def test_a_database_that_was_made_anew_finds_its_tickets_again(office: Office, tmp_path: Any) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.happened(case, "noted", "one")
    office.work()
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    upgrade_database(fresh)
    again = Office(fresh, office.clock, office.cases, [mirror])
    again.hear(*office.cases.history(case))
    again.work()
    assert len(mirror.tickets) == 1
    assert notes_of(mirror) == ["Noted."]
    again.close()
    fresh.dispose()


def test_a_register_that_was_set_back_is_not_waited_for(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    lost = office.happened(case, "noted", "lost")
    office.work()
    office.happened(case, "noted", "lost, too")
    del office.cases.events[case][1:]
    assert office.work() == 1
    assert (office.row(case).known, office.row(case).carried) == (1, 1)
    anew = office.happened(case, "noted", "anew")
    office.work()
    assert [note.id for note in mirror.tickets["1"].notes] == [lost.id, anew.id]


def test_a_case_that_the_register_does_not_know_is_parked(office: Office) -> None:
    office.printing()
    event = office.opened()
    del office.cases.kept[event.case]
    office.work()
    assert (office.row(event.case).state, office.row(event.case).why) == ("parked", "there is no such case")


def test_two_processes_share_the_work_and_double_nothing(office: Office, database_url: str) -> None:
    mirror = office.printing()
    for _ in range(40):
        event = office.opened()
        office.happened(event.case, "noted", "one")
    together, lock = threading.Barrier(3), threading.Lock()
    failures: list[BaseException] = []

    class OneAtATime(PrintedMirror):
        def open(self, case: MirroredCase) -> str:
            with lock:
                return mirror.open(case)

        def add(self, ticket: str, note: MirrorNote) -> None:
            with lock:
                mirror.add(ticket, note)

        def find(self, case: MirroredCase) -> str | None:
            with lock:
                return mirror.find(case)

    def work() -> None:
        engine = open_database(database_url)
        shared = OneAtATime(office.clock, lambda _: None, "printed", brings_back=False, tickets=mirror.tickets)
        worker = Mirroring(engine, shared, office.cases.as_register(), office.cases.tell, str, 5.0, office.clock, NoMetrics())
        together.wait()
        try:
            for _ in range(40):
                worker.work()
        except BaseException as failure:  # noqa: BLE001 - the thread's edge
            failures.append(failure)
        worker.close()
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(mirror.tickets) == 40
    assert len({kept.case.id for kept in mirror.tickets.values()}) == 40
    assert [len(kept.notes) for kept in mirror.tickets.values()] == [1] * 40
    assert rows.counts(office.engine) == {"printed": (0, 0)}


def test_a_customer_who_writes_again_opens_there_what_was_thought_to_be_done(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    mirror.set_state("1", "resolved")  # without a word for the customer, so the case stands open here
    office.later(10)
    assert office.cases.find(case).state == "received"
    office.happened(case, "noted", "among ourselves")
    office.work()
    assert mirror.tickets["1"].state == "resolved"
    office.happened(case, "said", "Hello?", actor="customer")
    office.work()
    assert mirror.tickets["1"].state == "open"


def test_words_that_go_out_are_those_of_the_register_and_no_secret(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    mirror = PrintedMirror(office.clock)
    office.mirrors.append(mirror)
    case = office.opened(text="My number is [phone].").case
    office.happened(case, "said", "I am [name].", actor="customer")
    office.work()
    assert mirror.tickets["1"].case.text == "My number is [phone]."
    assert "[name]" in mirror.tickets["1"].notes[0].text
    assert "[phone]" not in capsys.readouterr().out


def test_waiting_and_parked_are_counted(office: Office, database: Engine) -> None:
    office.printing()
    first, second = office.opened().case, office.opened().case
    assert rows.counts(database) == {"printed": (2, 0)}
    assert {row.case for row in rows.listed(database, waiting=True)} == {first, second}
    office.work()
    assert rows.listed(database, waiting=True) == []
    assert rows.listed(database, parked=True) == []
    assert len(rows.listed(database)) == 2
