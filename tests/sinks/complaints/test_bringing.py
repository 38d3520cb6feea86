"""What is done in a mirror comes back, once, and is not said to that mirror again."""

from datetime import timedelta
from typing import Any

import pytest

from golddust.errors import Refused, Unavailable
from golddust.mirroring import InDoubt, MirrorStatus, Throttled
from sinks.complaints import rows
from sinks.complaints.printed.mirror import PrintedMirror
from tests.sinks.complaints.conftest import Office
from tests.sinks.complaints.made import ANSWER, seen_case
from tests.sinks.complaints.test_carrying import PowerCut, Shaky, notes_of, raising, well

MINUTES = timedelta(minutes=2)
REFUND = ANSWER.format("We have refunded you.")


def told(office: Office) -> list[tuple[str, list[str]]]:
    return [(status.state, [comment.text for comment in new]) for _, _, status, new in office.cases.told]


def test_what_is_resolved_there_resolves_here(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    mirror.answer("1", REFUND)
    mirror.set_state("1", "resolved")
    office.later(10)
    assert told(office) == [("resolved", [REFUND])]
    assert office.cases.find(case).state == "resolved"
    last = office.cases.history(case)[-1]
    assert (last.step, last.actor, last.note) == ("resolved", "printed", "remedy: We have refunded you.")


def test_nothing_is_told_twice_however_often_it_is_looked_at(office: Office) -> None:
    mirror = office.printing()
    office.opened()
    office.work()
    mirror.answer("1", "Which parcel?")
    office.later(60)
    office._working.clear()  # a process that begins anew
    office.close()
    office.later(60)
    assert told(office) == [("open", ["Which parcel?"])]
    mirror.answer("1", "Found it.")
    office.later(80)
    assert told(office)[1:] == [("open", ["Found it."])]


def test_what_one_mirror_brings_goes_to_the_others_and_not_back_to_it(office: Office) -> None:
    first, second = office.printing("first"), office.printing("second")
    case = office.opened().case
    office.work()
    first.answer("1", REFUND)
    first.set_state("1", "resolved")
    office.later(10)
    office.hear(*office.cases.history(case))
    office.later(30)
    assert notes_of(first) == []
    assert notes_of(second) == ["Resolved by first; the customer is told."]
    assert (first.tickets["1"].state, second.tickets["1"].state) == ("resolved", "resolved")
    assert [mirror for _, mirror, _, _ in office.cases.told] == ["first"]


def test_what_is_resolved_here_does_not_come_back_as_news(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.happened(case, "resolved", "remedy: x", state="resolved")
    office.work()
    office.later(60)
    assert mirror.tickets["1"].state == "resolved"
    assert told(office) == []


def test_a_customer_who_is_not_satisfied_opens_it_there_and_it_is_not_resolved_again_by_itself(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    mirror.answer("1", REFUND)
    mirror.set_state("1", "resolved")
    office.later(10)
    office.hear(*office.cases.history(case))
    office.happened(case, "reopened", "It is not.", actor="customer", state="reopened")
    office.later(60)
    assert mirror.tickets["1"].state == "open"
    assert office.cases.find(case).state == "reopened"
    assert [state for state, _ in told(office)] == ["resolved"]
    mirror.answer("1", ANSWER.format("A new one is on its way."))
    mirror.set_state("1", "resolved")
    office.later(10)
    assert office.cases.find(case).state == "resolved"


def test_what_is_resolved_there_without_a_word_for_the_customer_is_told_to_the_register_alone(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.work()
    mirror.set_state("1", "resolved")
    office.later(20)
    assert told(office) == [("resolved", [])]
    assert office.cases.find(case).state == "received"
    mirror.answer("1", REFUND)
    office.later(20)
    assert office.cases.find(case).state == "resolved"


def test_a_ticket_that_was_deleted_there_is_parked_and_can_be_opened_anew(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.happened(case, "noted", "one")
    office.work()
    mirror.remove("1")
    rows.look_again(office.engine, "printed", "1", office.clock.now())
    office.later(10)
    row = office.row(case)
    assert (row.state, row.ticket) == ("parked", "")
    assert "gone" in row.why
    rows.retry(office.engine, case, "printed", office.clock.now())
    office.later(10)
    assert list(mirror.tickets) == ["2"]
    assert office.row(case).ticket == "2"
    assert notes_of(mirror, "2") == ["Noted."]


def test_tickets_that_are_no_cases_of_ours_are_left_alone(office: Office) -> None:
    mirror = office.printing()
    office.opened()
    office.work()
    foreign = mirror.open(seen_case())
    mirror.answer(foreign, REFUND)
    office.later(30)
    assert told(office) == []


def with_register(office: Office, error: BaseException | None) -> tuple[PrintedMirror, list[str], Any]:
    heard: list[str] = []
    state: dict[str, BaseException | None] = {"error": error}

    def tell(_case: str, _mirror: str, status: MirrorStatus, _new: Any) -> None:
        heard.append(status.state)
        if error := state["error"]:
            raise error

    office.tell = tell
    return office.printing(), heard, state


def test_a_register_that_is_away_is_told_again(office: Office) -> None:
    mirror, heard, state = with_register(office, Unavailable("the database is away"))
    office.opened()
    office.work()
    mirror.set_state("1", "resolved")
    with pytest.raises(Unavailable):
        office.later(10)
    state["error"] = None
    office.later(10)
    assert len(heard) >= 2
    before = len(heard)
    office.later(30)
    assert len(heard) == before


def test_a_register_that_has_no_use_for_it_is_told_once(office: Office) -> None:
    mirror, heard, _ = with_register(office, Refused("it is resolved already"))
    office.opened()
    office.work()
    mirror.set_state("1", "resolved")
    office.later(60)
    assert heard == ["resolved"]


def two_way(office: Office) -> Shaky:
    mirror = Shaky(PrintedMirror(office.clock, lambda _: None), brings_back=True)
    office.mirrors.append(mirror)
    return mirror


def test_a_poll_that_is_cut_short_goes_on_where_it_stopped(office: Office) -> None:
    mirror = two_way(office)
    office.poll_seconds = 1.0
    for _ in range(15):
        office.opened()
        office.clock.move(MINUTES)
    office.later(30)
    for ticket in mirror.kept.tickets:
        mirror.kept.answer(ticket, "Hello.")
        office.clock.move(MINUTES)
    asked = {"since": 0}

    def tire(call: str, _: Any) -> None:
        asked["since"] += call == "status"
        if asked["since"] == 6:
            asked["since"] = 0
            raise Throttled("too many", retry_after=5)

    mirror.before = tire
    office.later(180)
    assert len(told(office)) == 15


@pytest.mark.parametrize("error", [Unavailable("away"), InDoubt("no answer"), Refused("shaky answered 400")])
def test_a_mirror_that_does_not_say_what_changed_is_asked_again_later(office: Office, error: Exception) -> None:
    mirror = two_way(office)
    office.opened()
    office.later(20)
    mirror.kept.answer("1", "Hello.")
    mirror.before = raising(error, "changed_since", "status")
    office.later(30)
    assert told(office) == []
    if isinstance(error, Unavailable):
        mirror.before = well
        office.later(120)
        assert told(office) == [("open", ["Hello."])]


def test_a_process_that_dies_after_it_told_the_register_tells_it_again(office: Office) -> None:
    mirror, heard, state = with_register(office, None)
    office.opened()
    office.later(10)
    mirror.answer("1", "Hello.")
    state["error"] = PowerCut()
    with pytest.raises(PowerCut):
        office.later(80)
    state["error"] = None
    office.close()
    office._working.clear()
    office.working(mirror).take_over()
    office.later(80)
    assert heard == ["open", "open"]


def test_a_case_that_somebody_works_on_is_looked_at_a_little_later(office: Office) -> None:
    mirror = office.printing()
    case = office.opened().case
    office.later(10)
    office.happened(case, "noted", "one")
    held = rows.claim_next(office.engine, "printed", office.clock.now())
    assert held is not None
    mirror.answer("1", "Hello.")
    office.later(10)
    assert told(office) == []
    rows.keep(office.engine, held, office.clock.now(), claim="")
    office.later(30)
    assert told(office) == [("open", ["Hello."])]


def test_an_answer_and_the_resolution_that_follows_soon_are_told_as_one(office: Office) -> None:
    mirror = office.printing()
    office.opened()
    office.later(10)
    mirror.answer("1", "Your parcel is here.")
    office.later(40)
    assert told(office) == []
    mirror.set_state("1", "resolved")
    office.later(10)
    assert told(office) == [("resolved", ["Your parcel is here."])]


def test_one_process_at_a_time_brings_back(office: Office) -> None:
    mirror = office.printing()
    office.opened()
    office.later(10)
    mirror.answer("1", "Hello.")
    second = office.working(mirror)
    for _ in range(20):
        second.work()
    office.later(50)
    assert told(office) == []
    office.later(20)
    assert told(office) == [("open", ["Hello."])]
