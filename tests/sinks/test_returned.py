"""What came back is told to its case; a full mailbox or a refusal suppresses nobody, but what keeps coming back for days does."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import outbox, replies, returned
from golddust.events import Address, Bounce, ReplyOutcome
from golddust.metrics import NoMetrics
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, all_done, asked, later, records, said
from tests.sinks.test_unreachable import Desk

POSTMASTER = Address(kind="none", value="mailer-daemon@example.net")
DAY = 24 * 60


@pytest.fixture
def desk(database: Engine) -> Desk:
    """A desk that has answered Ann."""
    desk = Desk(database, MovableClock(later(10)))
    desk.store("a")
    desk.answer("a")
    return desk


def report(desk: Desk, kind: Any, status: str, at: float = 20, name: str = "", reply: str = "") -> None:
    bounce = Bounce(reply=reply or asked(said("a")).id, kind=kind, status=status)
    hard = (bounce.reply,) if kind == "hard" else ()
    name = name or f"report {kind} {at}"
    desk.store(name, address=POSTMASTER, automatic="bounce", bounced=hard, bounces=(bounce,), received_at=later(at))


def outcomes(desk: Desk) -> list[ReplyOutcome]:
    with reading(desk.engine) as connection:
        values = connection.execute(select(outbox.c.value).order_by(outbox.c.number)).scalars().all()
    return [msgspec.json.decode(value, type=ReplyOutcome) for value in values]


def reply(desk: Desk) -> tuple[str, str]:
    with reading(desk.engine) as connection:
        row = connection.execute(select(replies).where(replies.c.id == asked(said("a")).id)).one()
    return row.state, row.why


@pytest.mark.parametrize(
    ("kind", "status", "state", "why"),
    [
        ("hard", "5.1.1", "failed", "it came back, because the address does not work (5.1.1)"),
        ("soft", "5.2.2", "failed", "it came back, because the address takes no mail at present (5.2.2)"),
        ("soft", "", "failed", "it came back, because the address takes no mail at present"),
        ("policy", "5.7.1", "failed", "it came back, because the mail system there refuses it (5.7.1)"),
        ("delayed", "4.4.1", "sent", "it is delayed, and still on its way (4.4.1)"),
    ],
)
def test_the_case_hears_once_what_came_back_and_why(desk: Desk, kind: str, status: str, state: str, why: str) -> None:
    report(desk, kind, status)
    report(desk, kind, status)
    first, *others = outcomes(desk)
    assert [(one.request, one.case, one.state, one.why) for one in others] == [(first.request, first.case, state, why)]
    assert reply(desk) == ("sent", why)
    assert (desk.contact(ANN_MAILS).unreachable_at is not None) == (kind == "hard")


def test_a_second_report_of_the_same_reply_is_told_too(desk: Desk) -> None:
    report(desk, "delayed", "4.4.1", at=20)
    report(desk, "hard", "5.1.1", at=90)
    assert [one.state for one in outcomes(desk)] == ["sent", "sent", "failed"]


def test_a_report_that_overtakes_the_note_that_the_reply_was_sent_counts(database: Engine) -> None:
    desk = Desk(database, MovableClock(later(10)))
    desk.store("a")

    class Quick(Desk):
        def send(self, one: Any) -> str:
            report(self, "hard", "5.1.1", at=11, reply=one.request.id)
            return "id"

    quick = Quick(database, desk.clock)
    assert all_done(requests_step(database, desk.clock)(records([asked(said("a"))])))
    Dispatcher(database, (quick,), desk.clock, NoMetrics()).dispatch_due()
    assert reply(quick)[0] == "sent"
    assert quick.contact(ANN_MAILS).unreachable_at is not None


@pytest.mark.parametrize(
    ("days", "unreachable"),
    [
        ([1, 2], False),
        ([1, 1.1, 1.2, 1.3], False),
        ([1, 2, 3], True),
        ([3, 1, 2], True),
        ([1, 8, 15], True),
        ([1, 2, 12], False),
        ([1, 12, 13, 14], True),
    ],
)
def test_what_keeps_coming_back_for_days_makes_an_address_one_that_does_not_work(
    desk: Desk, days: list[float], *, unreachable: bool
) -> None:
    for day in days:
        report(desk, "soft", "5.2.2", at=day * DAY)
    assert (desk.contact(ANN_MAILS).unreachable_at is not None) == unreachable
    if unreachable:
        assert desk.contact(ANN_MAILS).unreachable_why.startswith("what was sent there came back on ")


@pytest.mark.parametrize("kind", ["policy", "delayed"])
def test_refusals_and_delays_never_do(desk: Desk, kind: str) -> None:
    for day in range(1, 9):
        report(desk, kind, "4.7.1", at=day * DAY)
    assert desk.contact(ANN_MAILS).unreachable_at is None


def test_who_writes_meanwhile_is_there_and_who_writes_after_is_there_again(desk: Desk) -> None:
    for day in (1, 2):
        report(desk, "soft", "5.2.2", at=day * DAY)
    desk.store("b", received_at=later(2.5 * DAY))
    report(desk, "soft", "5.2.2", at=3 * DAY)
    assert desk.contact(ANN_MAILS).unreachable_at is None
    for day in (4, 5):
        report(desk, "soft", "5.2.2", at=day * DAY)
    assert desk.contact(ANN_MAILS).unreachable_at is None  # the first of those in a row is older than what they wrote
    for day in (20, 21, 22):
        report(desk, "soft", "5.2.2", at=day * DAY)
    assert desk.contact(ANN_MAILS).unreachable_at == later(22 * DAY)
    desk.store("c", received_at=later(23 * DAY))
    assert desk.contact(ANN_MAILS).unreachable_at is None


@pytest.mark.parametrize("told_apart", [{"suspect": True}, {"automatic": "auto_reply"}], ids=lambda fields: next(iter(fields)))
def test_a_machine_or_somebody_in_their_name_does_not_count_as_its_owner(desk: Desk, told_apart: dict[str, Any]) -> None:
    desk.store("b", received_at=later(15), **told_apart)
    report(desk, "hard", "5.1.1", at=20)
    assert desk.contact(ANN_MAILS).unreachable_at is not None


def test_other_customers_are_not_touched(desk: Desk) -> None:
    desk.store("b", address=BEN_TEXTS)
    report(desk, "hard", "5.1.1")
    assert desk.contact(BEN_TEXTS).unreachable_at is None


def test_a_report_of_a_version_that_knew_hard_ones_only_still_counts(desk: Desk) -> None:
    old = said("old", address=POSTMASTER, automatic="bounce", bounced=(asked(said("a")).id,), received_at=later(20))
    assert all_done(Store(desk.engine).write(records([old])))
    assert desk.contact(ANN_MAILS).unreachable_at is not None
    with reading(desk.engine) as connection:
        assert [(row.kind, row.status) for row in connection.execute(select(returned))] == [("hard", "")]
