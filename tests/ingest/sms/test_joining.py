"""A long text that came in parts is read as one, and a wrong guess loses nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.events import Feedback
from golddust.runner import Limits, Runner
from golddust.segments import segments
from ingest.inbox import SpoolInbox
from ingest.receive import receive_step
from ingest.sms.joining import LongTexts, is_full
from ingest.sms.read import read
from ingest.sms.twilio.message import message_of
from ingest.sms.twilio.taking import delivery_of
from sinks.originals.memory import MemoryOriginals

ANN, BEN, US = "+12025550143", "+12025550144", "+12025550100"
LONG = "The heel of the left shoe broke after one week, " * 9
WIDE = "Большое спасибо за быструю доставку, но коробка была мокрая и "
TELL = "and so I would like to have my money back"


class Home:
    """The stage `receive` as it runs, with a clock that moves."""

    def __init__(self, house: Any, batch: int = 100) -> None:
        self.house = house
        self.number = 0
        step = receive_step({"sms": read}, MemoryOriginals(), house.keys, house.metrics, LongTexts(house.clock, 10.0))
        self.runner = Runner(
            "receive", house.log.reader([topics.INTAKE], "receive"), step, house.clock, house.metrics, Limits(batch=batch)
        )

    def comes(self, body: str, sender: str = ANN, at: datetime | None = None, **fields: str) -> None:
        self.number += 1
        form = {"MessageSid": f"SM{self.number:032x}", "From": sender, "To": US, "Body": body, **fields}
        message = message_of({name: [value] for name, value in form.items()})
        now = at or self.house.clock.now()
        self.house.inbox.accept(delivery_of(message, urlencode(form).encode(), now, {"provider": "twilio"}))

    def passes(self, seconds: float) -> None:
        self.house.clock.move(timedelta(seconds=seconds))

    def read(self) -> list[Feedback]:
        """What was read by now, in the order of the SIDs."""
        while self.runner.run_once():
            pass
        if topics.RECEIVED not in self.house.log.topics():
            return []
        found = [wire.event_of(record, Feedback) for record in self.house.log.browse(topics.RECEIVED, None).read(1000, 0)]
        return sorted(found, key=lambda one: one.external_id)


@pytest.fixture
def home(house: Any) -> Home:
    return Home(house)


def cut(text: str, each: int) -> Sequence[str]:
    return [text[n : n + each] for n in range(0, len(text), each)]


def texts(found: Sequence[Feedback]) -> list[tuple[str, str | None]]:
    return [(one.text, one.automatic) for one in found]


@pytest.mark.parametrize(("text", "each"), [(LONG + TELL, 153), (LONG + TELL, 160), (WIDE * 3, 67), (WIDE * 3 + TELL, 70)])
def test_parts_are_read_as_the_one_text_that_they_are(home: Home, text: str, each: int) -> None:
    parts = cut(text, each)
    for part in parts:
        home.comes(part)
        home.passes(1)
    home.passes(10)
    first, *others = home.read()
    assert first.text == text.strip()
    assert first.automatic is None
    assert f"{len(parts)} messages" in first.problems[-1]
    assert texts(others) == [(part.strip(), "continued") for part in parts[1:]]
    assert len({one.id for one in [first, *others]}) == len({one.original for one in [first, *others]}) == len(parts)


def test_the_first_part_waits_for_the_next_which_may_come_late(home: Home) -> None:
    first, second = cut(LONG, 153)[:2]
    home.comes(first)
    assert home.read() == []
    home.passes(6)
    assert home.read() == []
    home.comes(second.rstrip() + ".")
    home.passes(2)
    assert [one.automatic for one in home.read()] == [None, "continued"]


def test_when_nothing_follows_it_is_read_by_itself_after_ten_seconds(home: Home) -> None:
    home.comes(LONG[:153])
    assert home.read() == []
    home.passes(10.1)
    assert texts(home.read()) == [(LONG[:153].strip(), None)]
    home.comes(TELL)
    assert texts(home.read())[1:] == [(TELL, None)]


def test_only_its_own_partition_waits(home: Home) -> None:
    home.comes(LONG[:153])
    others = [f"+120255501{n:02d}" for n in range(20)]
    for sender in others:
        home.comes("Hello", sender)
    assert 0 < len(home.read()) <= 20
    home.passes(10.1)
    assert len(home.read()) == 21


@pytest.mark.parametrize(
    "body",
    [LONG[:152], LONG[:151] + ".", LONG[:152] + "!", "Short", WIDE[:66], LONG[:159] + ".", ""],
)
def test_other_texts_never_wait(home: Home, body: str) -> None:
    home.comes(body)
    assert len(home.read()) == 1


@pytest.mark.parametrize(
    "following",
    [
        {"body": TELL, "sender": BEN},
        {"body": TELL, "To": "+12025550199"},
        {"body": "STOP"},
        {"body": TELL, "MediaUrl0": "https://api.twilio.com/x/ME1", "NumMedia": "1"},
    ],
    ids=["another person", "another number", "a command", "a picture"],
)
def test_what_is_no_part_is_read_by_itself(home: Home, following: dict[str, str]) -> None:
    home.comes(LONG[:153])
    home.comes(**following)  # type: ignore[arg-type] # words alone
    home.passes(10.1)
    first, second = home.read()
    assert (first.text, first.automatic, second.automatic) == (LONG[:153].strip(), None, None)
    assert second.command == ("stop" if following["body"] == "STOP" else None)


def test_a_text_that_comes_later_than_ten_seconds_is_another(home: Home) -> None:
    home.comes(LONG[:153])
    home.comes(TELL, at=home.house.clock.now() + timedelta(seconds=11))
    home.passes(30)
    assert [one.automatic for one in home.read()] == [None, None]


def test_a_backlog_is_put_together_too_also_over_the_end_of_a_batch(home: Home) -> None:
    for _ in range(99):
        home.comes("Hello")
    for part in (LONG[:153], TELL):
        home.comes(part)
    home.passes(3600)
    found = home.read()
    assert found[99].text == (LONG[:153] + TELL).strip()
    assert [one.automatic for one in found] == [None] * 100 + ["continued"]


@pytest.fixture
def crowded(house: Any) -> Home:
    """One partition for everybody, and a batch of four."""
    house.log = MemoryLog(house.clock, 1)
    house.inbox = SpoolInbox(house.log, house.metrics)
    return Home(house, batch=4)


def test_a_later_part_behind_somebody_elses_waiting_text_is_not_told_twice(crowded: Home) -> None:
    crowded.comes(LONG[:153])
    crowded.comes((WIDE * 2)[:67], BEN)
    crowded.comes(TELL)
    assert crowded.read() == []
    crowded.passes(2)
    crowded.comes("and that is all.", BEN)
    found = crowded.read()
    assert [one.automatic for one in found] == [None, None, "continued", "continued"]
    assert [len(one.problems) for one in found] == [1, 1, 1, 1]


def test_texts_between_each_others_parts_end_though_the_batch_is_full(crowded: Home) -> None:
    crowded.comes(LONG[:153])
    crowded.comes(LONG[:153], BEN)
    crowded.comes(LONG[:153], "+12025550145")
    crowded.comes(TELL)
    for sender in (BEN, "+12025550145"):
        crowded.comes(TELL, sender)
    crowded.passes(10.1)
    found = crowded.read()
    assert len({one.id for one in found}) == len(found) == 6
    assert found[0].text == (LONG[:153] + TELL).strip()
    assert [one.automatic for one in found] == [None, None, None, "continued", None, None]


def test_what_is_unproven_is_never_put_together(home: Home, delivered: Callable[..., Any]) -> None:
    parts = [
        delivered(
            "sms",
            urlencode({"MessageSid": f"SM{n}", "From": ANN, "To": US, "Body": body}).encode(),
            facts=[("unverified", "wrong")],
        )
        for n, body in enumerate((LONG[:153], TELL))
    ]
    records = [type("R", (), {"value": b"", "topic": "t", "partition": 0})() for _ in parts]
    told = LongTexts(home.house.clock, 10.0)(records, [read(part) for part in parts])
    assert [one.automatic for one in told if isinstance(one, Feedback)] == [None, None]


def test_a_full_segment_is_counted_as_carriers_count() -> None:
    assert is_full("x" * 153)
    assert not is_full("x" * 154)
    assert is_full("€" * 76 + "x")  # each takes two places
    assert is_full("Ж" * 67)
    assert is_full("\U0001f600" * 33 + "Ж")
    assert not is_full("\U0001f600" * 33)
    assert is_full("x" * 1600)
    assert segments("x" * 153) == 1
