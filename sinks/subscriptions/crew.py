"""Works for all subscriptions, each by threads of its own, a bounded number: none waits for another's receiver."""

import threading
import time
import traceback
from pathlib import Path

import structlog

from golddust.database.engine import reading, writing
from golddust.errors import GoldDustError, Unavailable
from sinks.subscriptions import claims, rows
from sinks.subscriptions.delivering import Delivering
from sinks.subscriptions.house import House

log = structlog.get_logger()

STAGE = "subscriptions"
LOOK_EVERY = 1.0
IDLE_FOR = 0.25
"""Seconds until one that had nothing to do looks again."""
AFTER_FAILURE = 10.0
"""Seconds until one whose work failed begins anew; each time in a row twice as many."""
LONGEST_AFTER_FAILURE = 900.0
WELL_AFTER = 60.0
"""Seconds of work without a failure, after which the failures before count no more."""
GAUGES = ("behind_records", "behind_seconds", "disabled", "stuck")
STOP_WITHIN = 3.0
"""All of them together."""


class _Hand:
    """One subscription's thread."""

    def __init__(self, name: str, version: int, house: House, work: Delivering) -> None:
        self.name = name
        self.version = version
        self.failed = False
        """It waits for something that is away, or its work is wrong."""
        self.wrong = False
        self.began = house.clock.monotonic()
        self._house = house
        self._work = work
        self._stop = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"{STAGE}.{name}", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._work.stop()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                if not self._work.turn():
                    self._stop.wait(IDLE_FOR)
        except claims.Lost:
            pass  # somebody changed it, or it is another's; whoever looks next sees which
        except Unavailable as away:
            self.failed = True
            log.warning("a subscription has to wait", subscription=self.name, reason=str(away))
        except Exception as wrong:  # noqa: BLE001 - the thread's edge: the others' work goes on, and this one's is tried again
            self.failed = self.wrong = True
            log.error("a subscription's work failed", subscription=self.name, **_where(wrong))
        finally:
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._work.close()
        except Exception as away:  # noqa: BLE001 - see above
            log.warning("a subscription was not given back", subscription=self.name, **_where(away))


def _where(wrong: Exception) -> dict[str, str]:
    """What kind of error, and where; its words may hold what was to be sent, so only our own are told."""
    last = traceback.extract_tb(wrong.__traceback__)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else ""
    return {"kind": type(wrong).__name__, "at": place, "reason": str(wrong) if isinstance(wrong, GoldDustError) else ""}


class Crew:
    """Runs until `stop`, as rounds and stages do. Several processes may have one; a subscription is one's at a time."""

    stage = STAGE

    def __init__(self, house: House) -> None:
        self._house = house
        self._hands: dict[str, _Hand] = {}
        self._not_before: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._told: set[str] = set()
        self._sealed = False
        self._stop = threading.Event()
        self.last_round: float | None = None

    def take_over(self) -> None:
        """Call at the start of a database's only crew: what is claimed was claimed by a process that is gone."""
        claims.take_over(self._house.engine)

    def run(self) -> None:
        """Go on until `stop`."""
        metrics, clock = self._house.metrics, self._house.clock
        metrics.gauge("golddust_stage_up", 1, stage=STAGE)
        try:
            while not self._stop.is_set():
                self.last_round = clock.monotonic()
                metrics.gauge("golddust_stage_seen_timestamp_seconds", clock.now().timestamp(), stage=STAGE)
                self._look_safely()
                self._stop.wait(LOOK_EVERY)
        finally:
            self.last_round = None
            self._dismiss()
            metrics.gauge("golddust_stage_up", 0, stage=STAGE)

    def stop(self) -> None:
        """End soon; what is under way is cut, and done again later under the same ids."""
        self._stop.set()

    def _look_safely(self) -> None:
        try:
            self.look()
        except GoldDustError as away:
            log.warning("a round found something away", stage=STAGE, reason=str(away))

    def look(self) -> None:
        """See what there is to work for: begin with what is new, end what was changed, paused or removed. Raises Unavailable."""
        self._reseal()
        with reading(self._house.engine) as connection:
            found = {row.name: row for row in rows.every(connection)}
        now = self._house.clock.monotonic()
        for name, hand in list(self._hands.items()):
            row = found.get(name)
            if row is None or row.state != "active" or row.version != hand.version:
                hand.stop()
            self._see_to(hand, now)
        for name in self._told - found.keys():
            self._tell(name, *GAUGES)
        self._told = set(found)
        for name, row in found.items():
            self._house.metrics.gauge("golddust_subscription_disabled", float(row.state == "disabled"), subscription=name)
            if row.state != "active":
                self._failures.pop(name, None)
                self._tell(name, "behind_records", "behind_seconds", "stuck")
            elif name not in self._hands and self._not_before.get(name, 0.0) <= now:
                self._begin(name)

    def _reseal(self) -> None:
        """Once: what was sealed under a key before is sealed under the one of now, before the older one is forgotten."""
        if not self._sealed:
            with writing(self._house.engine) as connection:
                rows.reseal(connection, self._house.seal.renewed)
            self._sealed = True

    def _see_to(self, hand: _Hand, now: float) -> None:
        """Note what became of it."""
        if hand.thread.is_alive():
            if now - hand.began >= WELL_AFTER and self._failures.pop(hand.name, 0):
                self._tell(hand.name, "stuck")
            return
        del self._hands[hand.name]
        if hand.wrong:
            self._failed(hand.name)
        else:
            self._not_before[hand.name] = now + (AFTER_FAILURE if hand.failed else 0.0)
        if not hand.failed:
            self._tell(hand.name, "behind_records", "behind_seconds")  # whoever works for it now tells it

    def _tell(self, name: str, *gauges: str) -> None:
        for gauge in gauges:
            self._house.metrics.gauge(f"golddust_subscription_{gauge}", 0, subscription=name)

    def _failed(self, name: str) -> None:
        times = self._failures[name] = self._failures.get(name, 0) + 1
        pause = min(AFTER_FAILURE * 2.0 ** min(times - 1, 20), LONGEST_AFTER_FAILURE)
        self._not_before[name] = self._house.clock.monotonic() + pause
        self._house.metrics.gauge("golddust_subscription_stuck", 1, subscription=name)

    def _begin(self, name: str) -> None:
        row = claims.take(self._house.engine, name, self._house.clock.now())
        if row is None:
            return
        try:
            self._hands[name] = _Hand(name, row.version, self._house, Delivering(self._house, row))
        except Unavailable:
            raise
        except Exception as wrong:  # noqa: BLE001 - one that cannot be worked for bars no other
            log.error("a subscription cannot be worked for", subscription=name, **_where(wrong))
            self._failed(name)
            claims.give_back(self._house.engine, name, row.claim)

    def _dismiss(self) -> None:
        for hand in self._hands.values():
            hand.stop()
        deadline = time.monotonic() + STOP_WITHIN
        for hand in self._hands.values():
            hand.thread.join(max(0.0, deadline - time.monotonic()))
