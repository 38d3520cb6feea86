"""Catching up while the door is open: when it opens, three minutes later, and then from time to time.

The second time is for what Twilio was still trying to deliver at the first.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import structlog

from golddust.errors import Occupied, Refused, Unavailable
from golddust.ports import Clock, Inbox, Metrics
from ingest.sms.twilio.catch_up import SETTLED, catch_up, into
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.options import Account, Options
from ingest.sms.twilio.ours import Ours, Reached
from ingest.sms.twilio.remembered import Remembered

log = structlog.get_logger()
STAGE = "sms-catch-up"
PAUSE = 5.0
"""Seconds between two looks at whether it is time."""
OVERLAP = timedelta(hours=1)
SOON = timedelta(minutes=3)
AGAIN = timedelta(minutes=5)
"""After Twilio was away, or another process was at it."""


def catches_up(options: Options) -> bool:
    """Whether there is anything to catch up by itself."""
    return bool(options.catch_up_hours and accounts_of(options))


def accounts_of(options: Options) -> list[Account]:
    """The accounts whose list can be read."""
    return [account for account in options.every_account if account.account_sid and account.tokens]


@dataclass(slots=True)
class CatchingUp:
    """The work of a round. An account that fails is logged, and harms neither the others nor the door.

    `is_stored`: see `into`.
    """

    options: Options
    data: Path
    inbox: Inbox
    clock: Clock
    metrics: Metrics
    is_stored: Callable[[str], bool] = lambda _: False
    stop: Event = field(default_factory=Event)
    _due: float | None = None
    _times: int = 0
    """Looks that went well."""

    def work(self) -> int:
        """Catch up if it is time; always 0, since there is nothing more to do at once."""
        now = self.clock.monotonic()
        if self._due is not None and now < self._due:
            return 0
        went_well = self._all()
        self._times += went_well
        self._due = self.clock.monotonic() + self._pause(went_well=went_well).total_seconds()
        return 0

    def _pause(self, *, went_well: bool) -> timedelta:
        if not went_well:
            return AGAIN
        if self._times == 1:
            return SOON
        return timedelta(minutes=self.options.catch_up_minutes) if self.options.catch_up_minutes else timedelta.max

    def _all(self) -> bool:
        remembered = Remembered(self.data)
        try:
            with remembered.alone():
                return all([self._one(account, remembered) for account in accounts_of(self.options)])  # noqa: C419 - each of them
        except Occupied:
            return False
        except Unavailable as away:
            log.warning("missed text messages cannot be looked for", reason=away.reason)
            return False

    def _one(self, account: Account, remembered: Remembered) -> bool:
        try:
            self._read(account, remembered)
        except Unavailable as away:
            log.warning("missed text messages could not be looked for", account=account.account_sid, reason=away.reason)
            return False
        except Refused as refused:
            log.error("missed text messages cannot be looked for", account=account.account_sid, reason=refused.reason)
        except Exception as bug:  # noqa: BLE001 - the edge where a bug ends one look, and neither the thread nor other accounts
            kind = type(bug).__name__  # its words may quote a customer's, so they are left out
            log.error("looking for missed text messages failed", account=account.account_sid, error=kind)
            return False
        return True

    def _read(self, account: Account, remembered: Remembered) -> None:
        """Read one account's list. What there was before we first opened is not ours to answer: the first time only remembers."""
        until, last = self.clock.now() - SETTLED, remembered.of(account.account_sid)
        if last is None:
            remembered.put(account.account_sid, until + OVERLAP)  # so that looking back an hour does not reach before it
            return
        from ingest.sms.twilio.message_list import MessageList  # noqa: PLC0415 - only here the door needs an HTTP client

        earliest = until - timedelta(hours=self.options.catch_up_hours)
        if last < earliest:
            log.warning("text messages before then are not looked for; see `golddust sms catch-up --since`", since=str(earliest))
        listed = MessageList(account, self.options.api_base, self.clock, self.stop)
        since, new, known = max(last - OVERLAP, earliest), 0, 0
        ours = Ours(self.options, Reached(self.data)).has
        for caught in catch_up(listed, Numbers(self.options), ours, into(self.inbox, self.is_stored), since, until):
            self.metrics.count("golddust_sms_caught_up_total", caught.new - new, result="new")
            self.metrics.count("golddust_sms_caught_up_total", caught.known - known, result="known")
            new, known = caught.new, caught.known
        remembered.put(account.account_sid, max(until, last))
        if new:
            log.warning("text messages came whose web hook did not reach us", account=account.account_sid, new=new, known=known)
