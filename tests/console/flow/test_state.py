"""How it stands, on the console: what waits, what is missing, who stands still, and a log that is away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from console.flow.lanes import DOORS, NARROW, PLACES, ROOM, WIDE, Stop, lanes
from console.flow.state import pace, shown
from golddust import topics
from golddust.conservation import Account
from golddust.conservation import Flow as Reads
from golddust.errors import NotFound, Unavailable
from golddust.ports import Standing
from golddust.records import Entry
from golddust.watching import AtWork, DoorLine, Flow, FlowWatch, StageFlow, State, TopicFlow
from tests.console.company import START
from tests.console.flow.plant import Plant

PAGE = "/console/streams"
ATTACK = "<script>alert(1)</script>"


def account(stage: str = "tag", waiting: int = 0, missing: int = 0, **more: int) -> Account:
    flow = Reads(stage, topics.RECEIVED, written=9, read=9, waiting=waiting, missing=missing, foreign=0)
    return Account(stage, (flow,), **({"read": 9, "done": 9, "repeated": 0, "parked": 0} | more))


def look(*stages: StageFlow) -> Flow:
    return Flow(START, stages, [], [])


def stage(name: str = "tag", seconds: float = 0, rate: float | None = 0.0, **more: int) -> StageFlow:
    return StageFlow(account(name, **more), timedelta(seconds=seconds), rate)


@pytest.mark.parametrize(
    ("one", "state", "title", "colour"),
    [
        (stage(), "at work", "Everything that came in was dealt with.", "calm"),
        (stage(read=0, done=0), "at work", "Nothing came in yet.", "calm"),
        (stage(waiting=1, seconds=5), "at work", "One record waits, the oldest for 5 s.", "wait"),
        (stage(waiting=1200, seconds=90), "at work", "1,200 records wait, the oldest for 90 s.", "late"),
        (stage(waiting=3, seconds=400), "unknown", "3 records wait, the oldest for 6 min.", "bad"),
        (stage(missing=2), "at work", "2 records are unaccounted for.", "bad"),
        (stage(), "stopped", "The stage tag stands still.", "bad"),
        (stage(), "silent", "Everything that came in was dealt with.", "late"),
    ],
)
def test_a_sentence_says_how_it_stands(one: StageFlow, state: State, title: str, colour: str) -> None:
    found = shown(look(one), AtWork({"tag": state}))
    assert found.title == title
    assert found.rows[0].look == colour


def test_what_is_missing_is_told_with_how_to_mend_it() -> None:
    (wrong,) = shown(look(stage(missing=2)), AtWork()).wrong
    assert "missing from feedback.received: 2" in wrong.words
    assert "keep_days" in wrong.mend


@pytest.mark.parametrize(
    ("rate", "words"), [(None, ""), (0.0, "0"), (0.04, "under 0.1"), (0.26, "0.3"), (9.96, "10.0"), (1234.5, "1,234")]
)
def test_a_pace_is_told_as_people_round(rate: float | None, words: str) -> None:
    assert pace(rate) == words


def test_the_second_look_knows_how_quick_it_is_and_reads_no_topic(plant: Plant) -> None:
    read: list[str] = []
    browse = plant.log.browse
    plant.log.browse = lambda *given, **more: read.append("topic") or browse(*given, **more)
    watch = plant.seen().flow
    plant.say(b"a")
    plant.work("tag", "store")
    assert [one.rate for one in watch.look().stages] == [None, None, None]
    plant.say(*(b"%d" % number for number in range(20)))
    plant.work("tag")
    plant.clock.move(timedelta(seconds=10))
    second = watch.look()
    rates = {one.account.stage: one.rate for one in second.stages}
    assert (rates["tag"], rates["store"]) == (2.0, 0.0)
    assert {one.name: one.rate for one in second.topics} == {topics.RECEIVED: 2.0, topics.TAGGED: 2.0}
    assert read == []


def test_a_look_is_shared_for_a_moment(plant: Plant) -> None:
    looked = []
    watch = FlowWatch(lambda: looked.append(1) or plant.log, lambda: None, plant.clock, over=60.0, fresh=2.0)
    assert watch.look() is watch.look()
    before = len(looked)
    plant.clock.move(timedelta(seconds=3))
    watch.look()
    assert len(looked) > before


@pytest.mark.parametrize(("looks", "gap"), [(1, False), (9, True)], ids=["for a moment", "for good"])
def test_only_a_gap_that_lasts_is_told(plant: Plant, looks: int, gap: bool) -> None:
    """Brokers tell one partition a little later than the other that a transaction was committed."""
    plant.say(b"a", b"b")
    plant.work("tag", "store")
    plant.say(b"c", b"d")
    watch, standings, left = plant.seen().flow, plant.log.standings, [looks]
    assert sum(one.account.gap for one in watch.look().stages) == 0

    def still_to_be_told() -> list[Standing]:
        left[0] -= 1
        return [replace(one, waiting=dict.fromkeys(one.waiting, 0)) if left[0] >= 0 else one for one in standings()]

    plant.log.standings = still_to_be_told
    assert any(one.account.gap for one in watch.look().stages) is gap


def test_what_is_on_each_topic_and_for_whom_it_waits(plant: Plant) -> None:
    plant.say(b"a", b"b")
    plant.work("tag")
    found = {one.name: one for one in plant.seen().flow.look().topics}
    assert list(found) == [topics.RECEIVED, topics.TAGGED]
    assert found[topics.TAGGED] == TopicFlow(topics.TAGGED, 2, None, {"store": 0, "complaints": 2}) or (
        found[topics.TAGGED].written == 2 and found[topics.TAGGED].waiting["complaints"] == 2
    )


# --- the page


def test_the_page_shows_stages_topics_doors_and_what_waits(plant: Plant, ann: FlaskClient) -> None:
    plant.say(b"a", b"b", b"c")
    plant.work("tag")
    plant.clock.move(timedelta(minutes=7))
    plant.at_work = AtWork({"tag": "at work", "store": "stopped"}, [DoorLine("sms", 7, 2, 3, 4)], {"tag": 5})
    page = ann.get(PAGE)
    assert page.status_code == 200
    for words in (
        "The stage store stands still.",
        'id="stage-tag"',
        "tried again 5 times",
        "<code>feedback.tagged</code>",
        "11.8 MiB",
    ):
        assert words in page.text
    assert '<td class="number bad">4</td>' in page.text, "what a door put off"
    assert 'aria-current="page">Streams</a>' in page.text
    assert page.text.count("<svg") == 2


def test_whatever_a_topic_or_a_stage_is_called_is_text(plant: Plant, ann: FlaskClient) -> None:
    plant.log.append([Entry(f"{ATTACK}.topic", "k", b"", {})])
    reader = plant.log.reader([f"{ATTACK}.topic"], f"{ATTACK}.stage")
    (record,) = reader.read(1, 0)
    reader.commit({(record.topic, record.partition): record.position + 1}, [])
    plant.at_work = AtWork({f"{ATTACK}.stage": "at work"}, [DoorLine(ATTACK, 1, 1, 1, 1)])
    page = ann.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.topic" in page


@pytest.mark.parametrize("away", [Unavailable("Kafka is away: <b>nobody</b>"), NotFound("there is no log in data")])
def test_a_log_that_is_away_is_said_to_be(plant: Plant, ann: FlaskClient, away: Exception) -> None:
    plant.away = away
    page = ann.get(PAGE)
    assert page.status_code == 503
    assert "The log cannot be reached." in page.text
    assert "<b>nobody" not in page.text
    assert "/console/streams/connections" in page.text


def test_letters_that_wait_are_named_above(plant: Plant, ann: FlaskClient) -> None:
    assert "dead letter" not in ann.get(PAGE).text.lower().replace("dead letters</a>", "")
    plant.park(b"poison", "no")
    assert "One dead letter waits" in ann.get(PAGE).text


# --- the picture


def stop(name: str, waiting: int = 0) -> Stop:
    return Stop(name, name, "", waiting, "calm", "#", name)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_box_lies_on_another_or_outside(size: tuple[int, int]) -> None:
    drawn = lanes([stop(name) for name in PLACES[size]], size)
    wide, high = ROOM[size]
    assert {one.stop.name for one in drawn.stops} == {DOORS, *topics.READ_BY}
    for one in drawn.stops:
        assert 0 <= one.x <= drawn.size[0] - wide
        assert 0 <= one.y <= drawn.size[1] - high
        beside = [o for o in drawn.stops if o is not one and abs(o.x - one.x) < wide and abs(o.y - one.y) < high]
        assert beside == []


def test_bars_grow_with_what_waits_and_ways_lead_only_to_what_is_there() -> None:
    drawn = lanes([stop("tag", 400), stop("store", 100), stop("complaints"), stop("mirror of ours", 9)])
    assert {one.stop.name: one.part for one in drawn.stops} == {"tag": 1.0, "store": 0.5, "complaints": 0.0}
    assert len(drawn.paths) == 2
    assert lanes([]).stops == []
