"""Works for all subscriptions, each by threads of its own, a bounded number: none waits for another's receiver."""

import threading

import structlog

from golddust.database.engine import reading
from golddust.errors import GoldDustError, Refused
from sinks.subscriptions import claims, rows
from sinks.subscriptions.delivering import Delivering, House

log = structlog.get_logger()

STAGE = "subscriptions"
LOOK_EVERY = 1.0
IDLE_FOR = 0.25
"""Seconds until one that had nothing to do looks again."""
AFTER_FAILURE = 10.0
STOP_WITHIN = 3.0


class _Hand:
    """One subscription's thread."""

    def __init__(self, name: str, version: int, house: House, work: Delivering) -> None:
        self.name = name
        self.version = version
        self.failed = False
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
        except GoldDustError as away:
            self.failed = True
            log.warning("a subscription has to wait", subscription=self.name, reason=str(away))
        finally:
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._work.close()
        except GoldDustError as away:
            log.warning("a subscription was not given back", subscription=self.name, reason=str(away))


class Crew:
    """Runs until `stop`, as rounds and stages do. Several processes may have one; a subscription is one's at a time."""

    stage = STAGE

    def __init__(self, house: House) -> None:
        self._house = house
        self._hands: dict[str, _Hand] = {}
        self._not_before: dict[str, float] = {}
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
        with reading(self._house.engine) as connection:
            found = {row.name: row for row in rows.every(connection)}
        for name, hand in list(self._hands.items()):
            row = found.get(name)
            if row is None or row.state != "active" or row.version != hand.version:
                hand.stop()
            if not hand.thread.is_alive():
                del self._hands[name]
                self._not_before[name] = self._house.clock.monotonic() + (AFTER_FAILURE if hand.failed else 0.0)
        for name, row in found.items():
            self._house.metrics.gauge("golddust_subscription_disabled", float(row.state == "disabled"), subscription=name)
            if (
                row.state == "active"
                and name not in self._hands
                and self._not_before.get(name, 0.0) <= self._house.clock.monotonic()
            ):
                self._begin(name)

    def _begin(self, name: str) -> None:
        row = claims.take(self._house.engine, name, self._house.clock.now())
        if row is None:
            return
        try:
            self._hands[name] = _Hand(name, row.version, self._house, Delivering(self._house, row))
        except Refused as refused:
            self._not_before[name] = self._house.clock.monotonic() + AFTER_FAILURE
            claims.give_back(self._house.engine, name, row.claim)
            log.error("a subscription cannot be worked for", subscription=name, reason=refused.reason)

    def _dismiss(self) -> None:
        for hand in self._hands.values():
            hand.stop()
        for hand in self._hands.values():
            hand.thread.join(STOP_WITHIN)
