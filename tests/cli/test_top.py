"""`golddust top`: one frame shows what waits, what is wrong and who is at work; what is away is named and the rest is shown."""

import io
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from rich.console import Console

from benchmarks.processes import free_port
from cli.processes.scraped import SILENT_AFTER
from cli.processes.stages import tag_stage
from cli.processes.watch import STALE_AFTER, open_watch_door
from cli.top import Frame, StageLine, Watching
from cli.top_frame import picture_of
from cli.wiring.installation import Installation
from complaints.cases.figures import CaseFigures
from config.load import load
from config.settings import WatchOptions
from golddust import topics, wire
from golddust.clock import MovableClock
from golddust.errors import NotFound
from golddust.metrics import PrometheusMetrics
from golddust.records import Entry
from golddust.watching import State
from sinks.replies.figures import ReplyFigures
from tests.sinks.made import said

NOW = datetime.now(UTC)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with closing(Installation(load(None, {"data_dir": tmp_path / "data"}).settings)) as made:
        made.clock = MovableClock(NOW)
        yield made


@contextmanager
def metrics_of(metrics_time: datetime) -> Iterator[str]:
    """A page of metrics of a process that was last at work at that time."""
    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry)
    for stage, up in (("tag", 1), ("store", 0), ("tidy", 1)):
        metrics.gauge("golddust_stage_up", up, stage=stage)
        metrics.gauge("golddust_stage_seen_timestamp_seconds", metrics_time.timestamp(), stage=stage)
    metrics.count("golddust_deliveries_total", 7, channel="sms", duplicate="no")
    metrics.count("golddust_deliveries_total", 2, channel="sms", duplicate="yes")
    metrics.count("golddust_refusals_total", 3, channel="sms", reason="unauthentic")
    metrics.count("golddust_refusals_total", 4, channel="sms", reason="full")
    metrics.count("golddust_retries_total", 5, stage="tag")
    port = free_port()
    open_watch_door(WatchOptions(port=port), metrics=lambda: generate_latest(registry))
    yield f"http://127.0.0.1:{port}/metrics"


def tagged(installation: Installation, *entries: Entry) -> None:
    installation.log.append(entries)
    stage = tag_stage(installation)
    while stage.run_once():
        pass
    stage._reader.close()


def test_a_frame_shows_stages_doors_and_dead_letters(installation: Installation) -> None:
    tagged(installation, *(wire.entry(said(name)) for name in "abc"), Entry(topics.RECEIVED, "k", b"{", {}))
    with metrics_of(NOW) as page:
        frame = Watching(installation, [page]).frame()
    stages = {line.name: line for line in frame.stages}
    assert stages["tag"] == StageLine("tag", "at work", 0, timedelta(0), None, 3, 1, 5, 0)
    assert (stages["store"].state, stages["store"].waiting) == ("stopped", 7)
    assert stages["complaints"].state == "unknown"
    sms = next(line for line in frame.doors if line.channel == "sms")
    assert (sms.taken, sms.known, sms.refused, sms.put_off) == (7, 2, 3, 4)
    assert frame.letters == {("tag", "unknown_type"): 1}
    assert frame.rounds == {"at work": ["tidy"]}
    assert frame.faults == []


def test_the_second_frame_knows_how_quick_a_stage_is(installation: Installation) -> None:
    tagged(installation, wire.entry(said("a")))
    watching = Watching(installation, [])
    watching.frame()
    tagged(installation, *(wire.entry(said(name)) for name in "bcd"))
    installation.clock.sleep(2.0, threading.Event())
    rates = {line.name: line.rate for line in watching.frame().stages}
    assert rates["tag"] == 1.5


@pytest.mark.parametrize(
    ("ago", "stage", "rounds"),
    [(SILENT_AFTER, "at work", "at work"), (SILENT_AFTER + 1, "silent", "at work"), (STALE_AFTER + 1, "silent", "silent")],
)
def test_a_stage_is_silent_sooner_than_a_round(installation: Installation, ago: float, stage: str, rounds: str) -> None:
    tagged(installation, wire.entry(said("a")))
    with metrics_of(NOW - timedelta(seconds=ago)) as page:
        frame = Watching(installation, [page]).frame()
    assert next(line.state for line in frame.stages if line.name == "tag") == stage
    assert frame.rounds == {rounds: ["tidy"]}


def test_what_is_away_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    with closing(Installation(load(None, {"data_dir": tmp_path / "data", "store.url": nowhere}).settings)) as installation:
        tagged(installation, wire.entry(said("a")))
        frame = Watching(installation, [f"http://127.0.0.1:{free_port()}/metrics"]).frame()
    assert [fault.partition(":")[0] for fault in frame.faults] == ["metrics", "database"]
    assert "--console PORT" in frame.faults[0]
    assert frame.stages


def test_where_no_log_is_there_is_nothing_to_watch(installation: Installation) -> None:
    with pytest.raises(NotFound, match="there is no log"):
        Watching(installation, []).frame()


def shown(frame: Frame, width: int = 120) -> str:
    console = Console(width=width, file=io.StringIO())
    with console.capture() as captured:
        console.print(picture_of(frame))
    return " ".join(captured.get().split())


@pytest.mark.parametrize("state", ["at work", "stopped"])
def test_nothing_is_cut_in_a_terminal_of_eighty_columns(state: State) -> None:
    stages = [StageLine(name, state, 1_234_567, timedelta(hours=40), 1234.5, 1_234_567, 12, 34, 5) for name in topics.READ_BY]
    frame = Frame(NOW, stages=stages, letters={("reply-outcomes", "unknown_type"): 2}, waiting_replies={"sms": 4}, room=5 << 30)
    frame.replies, frame.cases = ReplyFigures({}, {}, {}), CaseFigures({"received": 3}, {("acknowledge", "due"): 1}, None)
    console = Console(width=80, file=io.StringIO())
    with console.capture() as captured:
        console.print(picture_of(frame))
    assert "…" not in captured.get()
    assert all(f"{name} " in captured.get() for name in topics.READ_BY)
    assert captured.get().splitlines()[0].rstrip().endswith("5.0 GiB free")


QUIET = StageLine("tag", "at work", 0, timedelta(0), 0.0, 10, 0, 0, 0)


def test_a_quiet_installation_is_said_to_be_well() -> None:
    words = shown(Frame(NOW, stages=[QUIET], rounds={"at work": ["tidy", "lag"]}, room=5 << 30))
    assert "all is well" in words
    assert "5.0 GiB free" in words
    assert "2 at work" in words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (StageLine("tag", "stopped", 0, timedelta(0), 0.0, 10, 0, 0, 0), "tag 0 stopped 10"),
        (StageLine("tag", "at work", 0, timedelta(0), 0.0, 10, 0, 0, 3), "not well"),
        (StageLine("tag", "at work", 1200, timedelta(minutes=7), 3.25, 10, 0, 0, 0), "tag 1,200 7 min 3.2 10"),
    ],
)
def test_what_is_wrong_with_a_stage_is_in_its_line(line: StageLine, words: str) -> None:
    assert words in shown(Frame(NOW, stages=[line]))


def test_answers_by_any_other_channel_have_a_line_too() -> None:
    frame = Frame(NOW, stages=[QUIET], waiting_replies={"form": 3})
    frame.replies = ReplyFigures({"form": NOW - timedelta(hours=2)}, {}, {"hook": 1})
    words = shown(frame)
    assert "form 3 2 h 0 0" in words
    assert "hook 0 0 1" in words
    assert "email 0 0 0" in words


def test_promises_answers_and_letters_stand_below() -> None:
    frame = Frame(NOW, stages=[QUIET], letters={("tag", "malformed"): 2}, waiting_replies={"sms": 4})
    frame.cases = CaseFigures({"received": 3}, {("answer", "broken"): 1, ("answer", "due"): 2}, NOW)
    frame.replies = ReplyFigures({"sms": NOW - timedelta(hours=3)}, {"email": 1}, {})
    words = shown(frame)
    assert "3 open cases" in words
    assert "answer 0 2 1" in words
    assert "sms 4 3 h 0 0" in words
    assert "tag malformed 2" in words
