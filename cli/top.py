"""What goes on in a running installation, looked at again for each frame of `golddust top`.

Stages, dead letters and cases are read from the log and the database themselves, so they are exact; what only processes know
(what doors refused, what was tried again, who is at work) from their metrics. What is away is named, and the rest is shown.
"""

import shutil
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Literal, get_args

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from cli.conserving import ParkedLetters, looked
from cli.watch import STALE_AFTER
from cli.wiring import Installation
from complaints.cases.figures import CaseFigures, case_figures
from golddust import topics
from golddust.conservation import Account, accounts
from golddust.errors import GoldDustError, Unavailable
from golddust.events import Channel
from golddust.records import Tally
from sinks.replies.figures import ReplyFigures, reply_figures
from sinks.replies.rows import waiting_by_channel

SILENT_AFTER = 60.0
"""Seconds; a stage comes round every half second, or after its batch. Rounds may pause for minutes: see STALE_AFTER."""
PUT_OFF = ("full", "unavailable", "busy")
"""Reasons for which a door asks its sender to come back."""
State = Literal["at work", "silent", "stopped", "unknown"]


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage. `rate` is in records a second, None at first; `oldest` is how long ago what waits longest was written."""

    name: str
    state: State
    waiting: int
    oldest: timedelta
    rate: float | None
    done: int
    parked: int
    retries: int
    gap: int


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One channel, since its door opened: new deliveries, those known already, refused for good, and asked to come back."""

    channel: str
    taken: int
    known: int
    refused: int
    put_off: int


@dataclass(slots=True)
class Frame:
    """All that is shown. `faults` are what could not be looked at; `rounds` those beside the stages, by their state."""

    at: datetime
    stages: Sequence[StageLine] = ()
    rounds: Mapping[State, Sequence[str]] = field(default_factory=dict)
    doors: Sequence[DoorLine] = ()
    cases: CaseFigures | None = None
    replies: ReplyFigures | None = None
    waiting_replies: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[tuple[str, str], int] = field(default_factory=dict)
    room: int | None = None
    faults: list[str] = field(default_factory=list)


class Scraped:
    """The metrics of all processes that were asked, added up."""

    def __init__(self, pages: Iterable[Sequence[Sample]]) -> None:
        self._samples = [sample for page in pages for sample in page]

    def total(self, name: str, **labels: str) -> int:
        """The sum of a counter over all labels that are not given."""
        return int(
            sum(sample.value for sample in self._samples if sample.name == name and labels.items() <= sample.labels.items())
        )

    def by_stage(self, name: str) -> dict[str, float]:
        """The largest value of a gauge for each stage."""
        found: dict[str, float] = {}
        for sample in self._samples:
            if sample.name == name:
                found[sample.labels["stage"]] = max(sample.value, found.get(sample.labels["stage"], sample.value))
        return found


class Watching:
    """Makes one frame after the other; `pages` are the addresses of `/metrics`."""

    def __init__(self, installation: Installation, pages: Sequence[str]) -> None:
        self._installation = installation
        self._pages = pages
        self._before: tuple[float, Sequence[Tally]] | None = None
        self._letters = ParkedLetters(installation)

    def frame(self) -> Frame:
        """What goes on now. Raises NotFound where there is no log."""
        installation = self._installation
        frame = Frame(installation.clock.now())
        installation.existing_log()
        scraped = Scraped(self._scrape(frame))
        states = self._states(scraped, frame.at)
        frame.doors = [_door(scraped, channel) for channel in get_args(Channel)]
        with _noting(frame, "log"):
            self._look_at_log(frame, states, scraped)
        with _noting(frame, "database"):
            frame.cases = case_figures(installation.engine, frame.at)
            frame.replies = reply_figures(installation.engine, frame.at - timedelta(days=1))
            frame.waiting_replies = waiting_by_channel(installation.engine)
        frame.rounds = _by_state({name: state for name, state in states.items() if name not in topics.READ_BY})
        frame.room = shutil.disk_usage(installation.settings.data_dir).free
        return frame

    def _scrape(self, frame: Frame) -> Iterator[list[Sample]]:
        for page in self._pages:
            try:
                with urllib.request.urlopen(page, timeout=2) as answer:  # noqa: S310 - our own doors
                    families = text_string_to_metric_families(answer.read().decode())
                yield [sample for family in families for sample in family.samples]
            except (OSError, HTTPException, ValueError) as error:
                frame.faults.append(f"metrics: {page} cannot be read ({getattr(error, 'reason', error)})")

    def _states(self, scraped: Scraped, now: datetime) -> dict[str, State]:
        up, seen = scraped.by_stage("golddust_stage_up"), scraped.by_stage("golddust_stage_seen_timestamp_seconds")
        return {name: _state(name, up[name], now.timestamp() - seen.get(name, 0.0)) for name in up}

    def _look_at_log(self, frame: Frame, states: Mapping[str, State], scraped: Scraped) -> None:
        now, tallies = self._installation.clock.monotonic(), self._installation.log.tallies()
        look, spool = looked(self._installation, tallies if self._before is None else self._before[1])
        rates = self._rates(now, tallies)
        oldest = {standing.group: standing.oldest for standing in look.standings}
        frame.letters = self._letters.found(look.after)
        frame.stages = [
            StageLine(
                name=account.stage,
                state=states.get(account.stage, "unknown"),
                waiting=account.waiting,
                oldest=_age(oldest.get(account.stage), frame.at, account),
                rate=rates(account.stage) if rates else None,
                done=account.done + account.repeated,
                parked=account.parked,
                retries=scraped.total("golddust_retries_total", stage=account.stage),
                gap=account.gap,
            )
            for account in accounts(look, spool)
        ]

    def _rates(self, now: float, tallies: Sequence[Tally]) -> Callable[[str], float] | None:
        before, self._before = self._before, (now, tallies)
        if before is None or now <= before[0]:
            return None
        return lambda stage: (_read(tallies, stage) - _read(before[1], stage)) / (now - before[0])


@contextmanager
def _noting(frame: Frame, part: str) -> Iterator[None]:
    """What is away is named in the frame."""
    try:
        yield
    except GoldDustError as error:
        frame.faults.append(f"{part}: {error.reason if isinstance(error, Unavailable) else error}")


def _state(name: str, up: float, silent: float) -> State:
    if not up:
        return "stopped"
    return "silent" if silent > (SILENT_AFTER if name in topics.READ_BY else STALE_AFTER) else "at work"


def _age(oldest: datetime | None, now: datetime, account: Account) -> timedelta:
    return max(timedelta(0), now - oldest) if oldest and account.waiting else timedelta(0)


def _by_state(states: Mapping[str, State]) -> dict[State, list[str]]:
    found: dict[State, list[str]] = {}
    for name, state in sorted(states.items()):
        found.setdefault(state, []).append(name)
    return found


def _door(scraped: Scraped, channel: str) -> DoorLine:
    refused = scraped.total("golddust_refusals_total", channel=channel)
    put_off = sum(scraped.total("golddust_refusals_total", channel=channel, reason=reason) for reason in PUT_OFF)
    taken, known = (scraped.total("golddust_deliveries_total", channel=channel, duplicate=word) for word in ("no", "yes"))
    return DoorLine(channel, taken, known, refused - put_off, put_off)


def _read(tallies: Sequence[Tally], stage: str) -> int:
    return sum(tally.read for tally in tallies if tally.stage == stage)
