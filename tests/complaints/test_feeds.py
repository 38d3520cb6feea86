"""iCal feeds: what counts as a day without work, what is refused, and what happens while the server is away."""

import gzip
import os
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.promises.closed import feeds_in
from complaints.promises.feeds import MOST_BYTES, MOST_OFTEN, MOST_REPEATED, Feeds, days_in, fetch_feed, is_address
from complaints.promises.standards import parse
from golddust.errors import Malformed, Misconfigured, NotFound, Refused, TooLarge, Unavailable
from tests.complaints.promised import standards, table

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def event(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*events: str) -> bytes:
    return "".join(["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\n", *events, "END:VCALENDAR\r\n"]).encode()


def whole_day(day: str, *lines: str, title: str = "Holiday") -> str:
    return event(f"UID:{day}{title}", f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{title}", *lines)


CHRISTMAS = whole_day("20261225", title="Christmas Day")


def found(*events: str, only: str | None = None) -> list[str]:
    return sorted(map(str, days_in(calendar(*events), TODAY, re.compile(only) if only else None)))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([CHRISTMAS], ["2026-12-25"]),
        ([whole_day("20261225", "DTEND;VALUE=DATE:20261227")], ["2026-12-25", "2026-12-26"]),  # its end is the day after
        ([whole_day("20261225", "DTEND;VALUE=DATE:20261225")], ["2026-12-25"]),
        ([whole_day("20261225", "DURATION:P2D")], ["2026-12-25", "2026-12-26"]),
        ([whole_day("20261225", "TRANSP:TRANSPARENT")], ["2026-12-25"]),  # as most public feeds mark their holidays
        ([CHRISTMAS, whole_day("20270101", "STATUS:CANCELLED")], ["2026-12-25"]),
        ([whole_day("20241231", "DTEND;VALUE=DATE:20250103")], ["2025-01-01", "2025-01-02"]),  # from last year on
        ([whole_day("20291230", "DTEND;VALUE=DATE:20300105")], ["2029-12-30", "2029-12-31"]),  # three years ahead
        ([whole_day("20261225", "RDATE;VALUE=DATE:20270101,20270102")], ["2026-12-25", "2027-01-01", "2027-01-02"]),
        (
            [whole_day("19701225", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20271225")],
            ["2025-12-25", "2026-12-25", "2028-12-25", "2029-12-25"],
        ),
        ([whole_day("20201225", "RRULE:FREQ=YEARLY;UNTIL=20270101")], ["2025-12-25", "2026-12-25"]),
        ([whole_day("20250505", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=1MO;COUNT=2")], ["2025-05-05", "2026-05-04"]),
        (
            [
                event("UID:a", "DTSTART;VALUE=DATE:20251225", "RRULE:FREQ=YEARLY;COUNT=2"),
                event("UID:a", "RECURRENCE-ID;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261228"),  # moved to a Monday
            ],
            ["2025-12-25", "2026-12-28"],
        ),
    ],
)
def test_all_day_events_are_days_without_work(events: list[str], expected: list[str]) -> None:
    assert found(*events) == expected


def test_events_with_a_time_of_day_close_nothing() -> None:
    party = event("UID:b", "DTSTART:20261218T160000Z", "DTEND:20261218T180000Z", "SUMMARY:Party", "RRULE:FREQ=HOURLY")
    assert found(CHRISTMAS, party) == ["2026-12-25"]


def test_a_day_that_became_a_meeting_is_a_working_day() -> None:
    series = event("UID:a", "DTSTART;VALUE=DATE:20251225", "RRULE:FREQ=YEARLY;COUNT=2")
    meeting = event("UID:a", "RECURRENCE-ID;VALUE=DATE:20261225", "DTSTART:20261225T100000Z")
    assert found(series, meeting) == ["2025-12-25"]


def test_public_feeds_hold_more_than_holidays() -> None:
    mothers_day = whole_day("20270509", title="Mother's Day (Observance)")
    assert found(CHRISTMAS, mothers_day, only="^(?!.*Observance)") == ["2026-12-25"]
    assert found(CHRISTMAS, mothers_day) == ["2026-12-25", "2027-05-09"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Please log in</body></html>",
        b"\xff\xfe\x00\x01",
        calendar(CHRISTMAS)[:80],
        CHRISTMAS.encode(),
        calendar(CHRISTMAS) * 2,
        calendar(),
        calendar(event("UID:a", "SUMMARY:No day at all")),
        calendar(CHRISTMAS, whole_day("2026-12-26")),
        calendar(CHRISTMAS, whole_day("20261226", "DTEND;VALUE=DATE:tomorrow")),
        calendar(CHRISTMAS, whole_day("20261226", "RRULE:FREQ=SOMETIMES")),
        calendar(CHRISTMAS, whole_day("20261226", "RRULE:FREQ=DAILY;INTERVAL=0")),  # the package would search for ever
        calendar(CHRISTMAS, whole_day("20261226", "RRULE:FREQ=DAILY;INTERVAL=-1")),
        calendar(CHRISTMAS, whole_day("20261226", "RRULE:FREQ=SECONDLY")),
        calendar(CHRISTMAS, whole_day("20261226", "RRULE:INTERVAL=2")),
        calendar(whole_day("20101225")),  # nobody has kept it up
    ],
)
def test_a_feed_that_cannot_be_read_as_a_whole_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        days_in(content, TODAY)


def test_a_title_that_nothing_has_is_refused_with_the_words_looked_for() -> None:
    with pytest.raises(Malformed, match="Bank holiday"):
        found(CHRISTMAS, only="Bank holiday")


@pytest.mark.parametrize(
    "content",
    [
        calendar(CHRISTMAS) + b" " * MOST_BYTES,
        calendar(*(whole_day("20200101", "RRULE:FREQ=DAILY", title=str(number)) for number in range(MOST_OFTEN + 1))),
        calendar(*(whole_day("20200101", "RRULE:FREQ=YEARLY", title=str(number)) for number in range(MOST_REPEATED + 1))),
    ],
)
def test_too_much_is_refused_before_it_is_followed(content: bytes) -> None:
    with pytest.raises(TooLarge):
        days_in(content, TODAY)


def test_an_endless_series_ends_with_the_years_that_are_followed() -> None:
    assert len(found(whole_day("20200101", "RRULE:FREQ=DAILY"))) == 5 * 365 + 1
    with pytest.raises(Malformed):
        found(whole_day("20200229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))  # a day that never comes


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: calendar(event("UID:a", text)) + text.encode()))
def test_whatever_a_feed_holds_it_is_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert days_in(content, TODAY)


@given(st.lists(st.dates(date(2025, 1, 1), date(2029, 12, 31)), min_size=1, max_size=30))
def test_single_days_are_found_as_they_were_written(days: list[date]) -> None:
    assert days_in(calendar(*(whole_day(f"{day:%Y%m%d}") for day in days)), TODAY) == set(days)


# --- files


HOURS = {"monday": ["09:00-17:00"], "friday": ["09:00-17:00"], "zone": "Europe/London"}


def test_a_calendar_names_a_file_beside_the_standards(tmp_path: Path) -> None:
    (tmp_path / "closed.ics").write_bytes(calendar(CHRISTMAS, whole_day("20261228", title="Fun run")))
    given = table(working_hours={**HOURS, "feeds": ["closed.ics"], "only": "Christmas"})
    ours = parse(given, Feeds(tmp_path, tmp_path / "kept", TODAY))
    assert ours.default.due("acknowledge", "normal", datetime(2026, 12, 24, tzinfo=UTC)) == datetime(2026, 12, 28, 11, tzinfo=UTC)
    without = parse(table(working_hours=HOURS))
    assert ours.digest != without.digest
    (tmp_path / "closed.ics").write_bytes(calendar(CHRISTMAS))
    assert parse(given, Feeds(tmp_path, tmp_path / "kept", TODAY)).digest == ours.digest, "the same days are closed"


@pytest.mark.parametrize(
    ("feeds", "only", "path"),
    [
        (["missing.ics"], "", "working_hours.feeds"),
        (["broken.ics"], "", "working_hours.feeds"),
        (["http://127.0.0.1:9/never.ics"], "", "working_hours.feeds"),  # never fetched
        ("closed.ics", "", "working_hours.feeds"),
        ([3], "", "working_hours.feeds"),
        (["closed.ics"], "Easter", "working_hours.feeds"),
        (["closed.ics"], "(", "working_hours.only"),
        (["closed.ics"], 3, "working_hours.only"),
    ],
)
def test_a_feed_that_cannot_be_had_is_a_problem_of_the_standards(feeds: object, only: object, path: str, tmp_path: Path) -> None:
    (tmp_path / "closed.ics").write_bytes(calendar(CHRISTMAS))
    (tmp_path / "broken.ics").write_bytes(b"BEGIN:VCALENDAR")
    given = table(working_hours={**HOURS, "feeds": feeds, "only": only})
    with pytest.raises(Misconfigured) as caught:
        parse(given, Feeds(tmp_path, tmp_path / "kept", TODAY))
    assert [problem.path for problem in caught.value.problems] == [f"standards.{path}"]


def test_where_feeds_are_not_read_no_calendar_may_name_one() -> None:
    with pytest.raises(Misconfigured, match="feeds are not read here"):
        standards(working_hours={**HOURS, "feeds": ["closed.ics"]})


# --- addresses


class Server:
    """A web server on this machine that says what a test tells it to."""

    def __init__(self) -> None:
        self.content, self.status, self.asked = calendar(CHRISTMAS), 200, 0
        self.headers: dict[str, str] = {}
        self.silent = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(outer.content)
                if outer.silent.is_set():
                    outer.silent.wait(0.05)
                    outer.drip(self)

            def log_message(self, *_: object) -> None:
                """Not to the test's output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/holidays.ics"
        self.ended = threading.Event()

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """A byte now and then, without end."""
        while not self.ended.wait(0.02):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.close()


@pytest.fixture
def feeds(tmp_path: Path) -> Feeds:
    return Feeds(tmp_path, tmp_path / "kept", TODAY)


def test_an_address_is_fetched_once_and_then_read_from_its_copy(server: Server, feeds: Feeds) -> None:
    with pytest.raises(NotFound, match="never fetched"):
        feeds.closed(server.address)
    assert feeds.renew_old([server.address], NOW) == {}
    assert feeds.closed(server.address) == {date(2026, 12, 25)}
    assert feeds.closed(server.address) == {date(2026, 12, 25)}
    assert server.asked == 1


def test_a_copy_is_renewed_when_it_is_a_day_old(server: Server, feeds: Feeds) -> None:
    feeds.renew(server.address)
    (copy,) = feeds.kept.iterdir()
    for hours, asked in ((23, 1), (25, 2)):
        os.utime(copy, (NOW.timestamp(), (NOW - timedelta(hours=hours)).timestamp()))
        feeds.renew_old([server.address], NOW)
        assert server.asked == asked


@pytest.mark.parametrize("content", [b"<html>Under construction</html>", calendar(), b"x" * (MOST_BYTES + 1)])
def test_what_cannot_be_read_does_not_take_the_place_of_the_last_copy(content: bytes, server: Server, feeds: Feeds) -> None:
    feeds.renew(server.address)
    server.content = content
    with pytest.raises(Refused):
        feeds.renew(server.address)
    assert feeds.closed(server.address) == {date(2026, 12, 25)}
    assert len(list(feeds.kept.iterdir())) == 1


@pytest.mark.parametrize("status", [404, 500, 503])
def test_while_the_server_is_away_the_last_copy_counts(status: int, server: Server, feeds: Feeds) -> None:
    feeds.renew(server.address)
    server.status = status
    with pytest.raises(Unavailable):
        feeds.renew(server.address)
    (copy,) = feeds.kept.iterdir()
    os.utime(copy, (0, 0))
    assert list(feeds.renew_old([server.address], NOW)) == [server.address]
    assert feeds.closed(server.address) == {date(2026, 12, 25)}


def test_nobody_there_is_no_reason_to_stop(feeds: Feeds) -> None:
    gone = "http://127.0.0.1:9/holidays.ics"
    assert "does not come" in feeds.renew_old([gone], NOW)[gone]


def test_a_folder_that_cannot_be_written_is_said(server: Server, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(Unavailable, match="cannot be kept"):
        Feeds(tmp_path, tmp_path / "kept", TODAY).renew(server.address)


def test_a_compressed_answer_is_read_and_counted_at_its_full_size(server: Server) -> None:
    server.headers = {"Content-Encoding": "gzip"}
    server.content = gzip.compress(calendar(CHRISTMAS))
    assert fetch_feed(server.address) == calendar(CHRISTMAS)
    server.content = gzip.compress(b"x" * 50_000_000)
    with pytest.raises(TooLarge):
        fetch_feed(server.address)
    server.content = b"no gzip at all"
    with pytest.raises(Unavailable):
        fetch_feed(server.address)


def test_an_endless_answer_is_given_up(server: Server) -> None:
    server.content = b"x" * (MOST_BYTES + 70_000)
    with pytest.raises(TooLarge):
        fetch_feed(server.address)


def test_a_slow_answer_is_given_up(server: Server) -> None:
    server.silent.set()
    with pytest.raises(Unavailable, match="took longer"):
        fetch_feed(server.address, within=0.2)


def test_an_address_for_calendar_programs_is_one_of_the_web() -> None:
    assert is_address("webcal://example.com/a.ics")
    assert is_address("HTTPS://example.com/a.ics")
    assert not is_address("holidays/https.ics")
    with pytest.raises(Unavailable):
        fetch_feed("webcal://127.0.0.1:9/a.ics", within=1)


def test_the_feeds_of_a_table_are_found_whatever_else_is_wrong_with_it() -> None:
    given = {
        "working_hours": {"feeds": ["https://example.com/a.ics", "local.ics", 3]},
        "calendars": {"b": {"feeds": ["https://example.com/b.ics", "https://example.com/a.ics"]}, "c": {"feeds": "x"}, "d": 5},
    }
    assert feeds_in(given) == ["https://example.com/a.ics", "local.ics", "https://example.com/b.ics"]
    assert feeds_in({"calendars": 3, "working_hours": "x"}) == []
    assert feeds_in(table()) == []


def test_files_are_not_fetched(feeds: Feeds) -> None:
    assert feeds.renew_old(["local.ics"], NOW) == {}


@pytest.mark.parametrize(
    "secret", ["https://calendar.example.com/private-5f3c/a.ics?key=7", "https://me:word@calendar.example.com"]
)
def test_a_secret_in_an_address_is_not_shown(secret: str, feeds: Feeds) -> None:
    with pytest.raises(Misconfigured) as caught:
        parse(table(working_hours={**HOURS, "feeds": [secret]}), feeds)
    assert [problem.seen for problem in caught.value.problems] == ["https://calendar.example.com/..."]
