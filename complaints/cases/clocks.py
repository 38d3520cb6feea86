"""Clocks of a case set anew: after a pause, for another priority, under changed standards."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from complaints.cases.rules import Rules
from complaints.escalation.escalations import IDEAS
from complaints.promises.policy import Policy
from golddust.events import Pause, Promise
from golddust.ports import Case


def set_anew(
    case: Case,
    promises: Sequence[Promise],
    pauses: tuple[Pause, ...],
    rules: Rules,
    now: datetime,
    policy: Policy | None = None,
) -> tuple[Promise, ...]:
    """The promises with the times that their policies give, or that one policy.

    What was kept or broken stays as it was, and so does what no policy of standards set: pledges, and the lane for ideas. A time
    that has passed already is none: it runs from now then, but is never later than the time that was promised before.
    """
    return tuple(p if _stays(p) else _anew(p, case, policy or rules.policy_of(case, p.policy), pauses, now) for p in promises)


def _stays(promise: Promise) -> bool:
    return bool(promise.kept_at or promise.late_at) or promise.policy == IDEAS or promise.standard == "pledge"


def _anew(promise: Promise, case: Case, policy: Policy, pauses: tuple[Pause, ...], now: datetime) -> Promise:
    priority = case.priority
    new = policy.recomputed(promise, priority, pauses)  # type: ignore[arg-type] # from an Issue
    if new.due > now or promise.due <= now:
        return new
    from_now = policy.due(promise.standard, priority, now)  # type: ignore[arg-type] # as above
    return msgspec.structs.replace(new, due=min(from_now, promise.due))
