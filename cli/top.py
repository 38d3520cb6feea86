"""What goes on in a running installation, looked at again for each frame of `golddust top`.

Stages, dead letters and cases are read from the log and the database themselves, so they are exact; what only processes know
(what doors refused, what was tried again, who is at work) from their metrics. What is away is named, and the rest is shown.
"""

import shutil
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException

from prometheus_client.samples import Sample

from cli.processes.scraped import Scraped, at_work_by, samples_in
from cli.wiring.conserving import flow_watch, parked_letters
from cli.wiring.installation import Installation
from complaints.cases.figures import CaseFigures, case_figures
from golddust import topics
from golddust.errors import GoldDustError
from golddust.findings import words_of
from golddust.watching import AtWork, DoorLine, State
from sinks.replies.figures import ReplyFigures, reply_figures
from sinks.replies.rows import waiting_by_channel


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


class Watching:
    """Makes one frame after the other; `pages` are the addresses of `/metrics`."""

    def __init__(self, installation: Installation, pages: Sequence[str]) -> None:
        self._installation = installation
        self._pages = pages
        self._flow = flow_watch(installation)
        self._letters = parked_letters(installation)

    def frame(self) -> Frame:
        """What goes on now. Raises NotFound where there is no log."""
        installation = self._installation
        frame = Frame(installation.clock.now())
        installation.existing_log()
        at_work = at_work_by(Scraped(self._scrape(frame)), frame.at)
        frame.doors = at_work.doors
        with _noting(frame, "log"):
            self._look_at_log(frame, at_work)
        with _noting(frame, "database"):
            frame.cases = case_figures(installation.engine, frame.at)
            frame.replies = reply_figures(installation.engine, frame.at - timedelta(days=1))
            frame.waiting_replies = waiting_by_channel(installation.engine)
        frame.rounds = _by_state({name: state for name, state in at_work.states.items() if name not in topics.READ_BY})
        frame.room = shutil.disk_usage(installation.settings.data_dir).free
        return frame

    def _scrape(self, frame: Frame) -> Iterator[list[Sample]]:
        for page in self._pages:
            try:
                with urllib.request.urlopen(page, timeout=2) as answer:  # noqa: S310 - our own doors
                    text = answer.read().decode()
                yield samples_in(text)
            except (OSError, HTTPException, ValueError) as error:
                why = getattr(error, "reason", error)
                frame.faults.append(f"metrics: {page} cannot be read ({why}); elsewhere? --console PORT or --metrics URL")

    def _look_at_log(self, frame: Frame, at_work: AtWork) -> None:
        flow = self._flow.look()
        frame.letters = self._letters.counted(flow.tallies)
        frame.stages = [
            StageLine(
                name=one.account.stage,
                state=at_work.states.get(one.account.stage, "unknown"),
                waiting=one.account.waiting,
                oldest=one.oldest,
                rate=one.rate,
                done=one.account.done + one.account.repeated,
                parked=one.account.parked,
                retries=at_work.retries.get(one.account.stage, 0),
                gap=one.account.gap,
            )
            for one in flow.stages
        ]


@contextmanager
def _noting(frame: Frame, part: str) -> Iterator[None]:
    """What is away is named in the frame."""
    try:
        yield
    except GoldDustError as error:
        frame.faults.append(f"{part}: {words_of(error)}")


def _by_state(states: Mapping[str, State]) -> dict[State, list[str]]:
    found: dict[State, list[str]] = {}
    for name, state in sorted(states.items()):
        found.setdefault(state, []).append(name)
    return found
