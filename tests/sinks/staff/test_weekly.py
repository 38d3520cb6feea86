"""The digest on its way: once for each reader and week, whoever asks at the same time and whatever dies in between; as a mail."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema.staff import staff_notices
from golddust.digest import Letter
from golddust.errors import Refused, Unavailable
from golddust.metrics import NoMetrics
from golddust.ports import Colleague
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.relay import Relay
from sinks.staff.addressees import DIGEST
from sinks.staff.dispatcher import CLAIM_LASTS, StaffDispatcher
from sinks.staff.ways import Way
from sinks.staff.weekly import WeeklyMail, notice_of, put_in_line, standing
from tests.services.mailbox import Mailbox
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import Directory, Told, raising

WEEK = "2026-W48"
PNG = b"\x89PNG\r\n\x1a\n not really"
READERS = ["kim", "sam"]


class PowerCut(BaseException):
    """The process ends here."""


def letter(subject: str = "Week 48: 40 messages", words: str = "Forty messages.") -> Letter:
    html = f'<p>{words}</p><img src="cid:mood.2026-W48@digest.golddust">'
    return Letter(
        subject, words, html, {"mood.2026-W48@digest.golddust": PNG}, "https://console.example.com/console/digest/leave/x.y"
    )


def dispatcher(engine: Engine, way: Way, clock: MovableClock, directory: Directory | None = None) -> StaffDispatcher:
    return StaffDispatcher(engine, directory or Directory(), (way,), clock, NoMetrics())


def weekly(mailbox: Mailbox, clock: MovableClock, one: Letter | None = None) -> WeeklyMail:
    options = Options(host="127.0.0.1", port=mailbox.port, timeout=5.0, sender="feedback@example.com")
    return WeeklyMail(Relay(options), clock, lambda _week, _reader: one or letter())


def states(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return {row.person: row.state for row in connection.execute(select(staff_notices))}


# --- once


def test_each_reader_has_each_week_once(database: Engine) -> None:
    clock, way = MovableClock(MONDAY), Told(DIGEST)
    assert put_in_line(database, WEEK, READERS, clock) == 2
    assert put_in_line(database, WEEK, READERS, clock) == 0
    assert dispatcher(database, way, clock).dispatch_due() == 2
    assert put_in_line(database, WEEK, [*READERS, "lee"], clock) == 1
    assert put_in_line(database, "2026-W49", ["sam"], clock) == 1
    assert sorted(way.given) == [(notice_of(WEEK, MONDAY).id, called) for called in READERS]
    assert standing(database, WEEK) == {"sent": 2, "waiting": 1}


def test_of_many_at_once_each_reader_has_it_once(database: Engine, mailbox: Mailbox) -> None:
    clock, together = MovableClock(MONDAY), threading.Barrier(6)
    failures: list[BaseException] = []
    directory = Directory({f"r{n}": Colleague(f"r{n}", "", mail=f"r{n}@example.com") for n in range(8)})

    def process() -> None:
        one = dispatcher(database, weekly(mailbox, clock), clock, directory)
        together.wait()
        try:
            put_in_line(database, WEEK, list(directory.people), clock)
            for _ in range(10):
                one.dispatch_due()
        except BaseException as failure:  # noqa: BLE001 - told by the test
            failures.append(failure)

    threads = [threading.Thread(target=process) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(to for envelope in mailbox.envelopes for to in envelope.rcpt_tos) == [f"r{n}@example.com" for n in range(8)]
    assert standing(database, WEEK) == {"sent": 8}


def test_what_stood_in_line_when_the_process_died_is_sent_by_the_next(database: Engine) -> None:
    clock, way = MovableClock(MONDAY), Told(DIGEST)
    put_in_line(database, WEEK, READERS, clock)
    clock.move(timedelta(hours=9))
    put_in_line(database, WEEK, READERS, clock)
    assert dispatcher(database, way, clock).dispatch_due() == 2
    assert len(way.given) == 2


def test_who_died_while_sending_may_have_sent_it_so_it_is_not_sent_again(database: Engine) -> None:
    clock, dying = MovableClock(MONDAY), Told(DIGEST, answer=raising(PowerCut()))
    put_in_line(database, WEEK, ["sam"], clock)
    with pytest.raises(PowerCut):
        dispatcher(database, dying, clock).dispatch_due()
    clock.move(CLAIM_LASTS + timedelta(seconds=1))
    put_in_line(database, WEEK, ["sam"], clock)
    way = Told(DIGEST)
    dispatcher(database, way, clock).dispatch_due()
    assert way.given == []
    assert states(database) == {"sam": "uncertain"}


def test_what_cannot_be_counted_or_sent_now_waits(database: Engine) -> None:
    clock, way = MovableClock(MONDAY), Told(DIGEST, answer=raising(Unavailable("the store is away", 0)))
    put_in_line(database, WEEK, ["sam"], clock)
    assert dispatcher(database, way, clock).dispatch_due() == 0
    clock.move(timedelta(minutes=5))
    assert dispatcher(database, Told(DIGEST), clock).dispatch_due() == 1
    assert states(database) == {"sam": "sent"}


def test_who_left_after_it_stood_in_line_gets_none(database: Engine) -> None:
    clock, way, directory = MovableClock(MONDAY), Told(DIGEST), Directory()
    put_in_line(database, WEEK, ["sam"], clock)
    del directory.people["sam"]
    dispatcher(database, way, clock, directory).dispatch_due()
    assert way.given == []
    assert states(database) == {"sam": "failed"}


def test_those_who_tell_the_staff_leave_the_digest_alone(database: Engine) -> None:
    clock, mail = MovableClock(MONDAY), Told("mail")
    put_in_line(database, WEEK, ["sam"], clock)
    assert dispatcher(database, mail, clock).dispatch_due() == 0
    assert states(database) == {"sam": "waiting"}


# --- as a mail


def test_the_mail_has_plain_text_a_page_and_its_pictures(database: Engine, mailbox: Mailbox) -> None:
    clock = MovableClock(MONDAY)
    put_in_line(database, WEEK, ["sam"], clock)
    dispatcher(database, weekly(mailbox, clock), clock).dispatch_due()
    sent = mailbox.mail()
    assert (str(sent["To"]), sent["Subject"]) == ("Sam Example <sam@example.com>", "Week 48: 40 messages")
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert sent["List-Unsubscribe"] == "<https://console.example.com/console/digest/leave/x.y>"
    parts = [part.get_content_type() for part in sent.walk()]
    assert parts == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    picture = list(sent.walk())[-1]
    assert picture["Content-ID"] == "<mood.2026-W48@digest.golddust>"
    assert picture["Content-Disposition"].startswith("inline")
    assert picture.get_content() == PNG
    plain = sent.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == "Forty messages."


def test_words_and_names_add_no_header(mailbox: Mailbox) -> None:
    clock, hostile = MovableClock(MONDAY), "a\r\nBcc: ben@example.com\r\n\r\n"
    way = weekly(mailbox, clock, letter(hostile, hostile + "\U0001f621 שלום"))
    way.send_by_hand(WEEK, "sam", Colleague("sam", hostile.strip().replace("\r\n", " "), mail="sam@example.com"), "1")
    sent = mailbox.mail()
    assert sent["Bcc"] is None
    assert sent["Subject"] == "a Bcc: ben@example.com"
    assert mailbox.envelopes[0].rcpt_tos == ["sam@example.com"]
    with pytest.raises(Refused):
        way.send_by_hand(WEEK, "sam", Colleague("sam", "sam\r\nBcc: x", mail="sam@example.com"), "2")
    with pytest.raises(Refused):
        way.send_by_hand(WEEK, "sam", Colleague("sam", "", mail="sam@example.com\r\nBcc: x@example.com"), "2")
    assert len(mailbox.envelopes) == 1


def test_a_long_way_out_is_one_line(mailbox: Mailbox) -> None:
    leaves_by = "https://console.example.com/console/digest/leave/" + "6a" * 110 + "." + "b" * 26
    one = Letter("Week 48", "words", "<p>words</p>", {}, leaves_by)
    weekly(mailbox, MovableClock(MONDAY), one).send_by_hand(WEEK, "sam", Colleague("sam", "", mail="sam@example.com"), "1")
    assert f"List-Unsubscribe: <{leaves_by}>\r\n".encode() in mailbox.raw()


def test_what_cannot_be_written_ends_the_try_of_this_one_and_nothing_else(database: Engine, mailbox: Mailbox) -> None:
    clock = MovableClock(MONDAY)

    def write(_week: str, reader: str) -> Letter:
        if reader == "kim":
            raise ValueError("a picture that cannot be drawn")
        return letter()

    options = Options(host="127.0.0.1", port=mailbox.port, timeout=5.0, sender="feedback@example.com")
    put_in_line(database, WEEK, READERS, clock)
    dispatcher(database, WeeklyMail(Relay(options), clock, write), clock).dispatch_due()
    assert states(database) == {"kim": "failed", "sam": "sent"}
