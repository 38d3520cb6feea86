"""The clocks of a case: which policy sets a time, when words are due before it is over, and how it is set anew."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from complaints.cases.lifecycle import paused
from complaints.cases.rules import Rules, priority_of
from complaints.escalation.escalations import IDEAS
from complaints.promises.policy import Policy
from golddust.events import Pause, Promise
from golddust.ports import Case


def policy_of(case: Case, promise: Promise, rules: Rules) -> Policy | None:
    """The policy that sets the promise's time.

    None for a pledge, which has its own date, for the lane of ideas, and where the standards set no such time any more.
    """
    if promise.standard == "pledge" or promise.policy == IDEAS or promise.since is None:
        return None
    policy = rules.policy_of(case, promise.policy)
    return policy if policy.span(promise.standard, priority_of(case)) is not None else None


def stands(case: Case, promise: Promise, rules: Rules) -> bool:
    """Whether its clock stands, because the customer is waited for."""
    policy = policy_of(case, promise, rules)
    return paused(case) and policy is not None and policy.stands(promise.standard, priority_of(case))


def at_risk_from(case: Case, promise: Promise, rules: Rules) -> datetime:
    """When its owner is to be warned."""
    policy = policy_of(case, promise, rules)
    if policy is None:
        return _share(case, promise, rules.policy(case).warn_at)
    return policy.at_risk(promise, priority_of(case), case.pauses)


def told_from(case: Case, promise: Promise, rules: Rules) -> datetime:
    """When its customer is to be told that it will be late; never after it is due."""
    policy = policy_of(case, promise, rules)
    span = policy.span(promise.standard, priority_of(case)) if policy else None
    if policy is None or span is None or promise.since is None:
        return _share(case, promise, rules.times.tell_at)
    return min(span.part(rules.times.tell_at, promise.since, policy.hours, policy.counted(case.pauses)), promise.due)


def again(case: Case, promise: Promise, now: datetime, rules: Rules) -> datetime:
    """The new time of what will be late, or is: as long as the first one was, from now on; never before the first."""
    if promise.policy == IDEAS:
        return max(rules.escalations.idea_promise(now).due, promise.due)
    policy = policy_of(case, promise, rules)
    if policy is None:
        return max(rules.policy(case).due("answer", priority_of(case), now), promise.due)
    return max(policy.due(promise.standard, priority_of(case), now), promise.due)


def set_anew(
    case: Case,
    promises: Sequence[Promise],
    pauses: tuple[Pause, ...],
    rules: Rules,
    now: datetime,
    policy: Policy | None = None,
) -> tuple[Promise, ...]:
    """The promises with the times that their policies give, or that one policy.

    What was kept or broken stays as it was, and so does what no policy of the standards sets. A time that has passed already is
    none: it runs from now then, but is never later than the time that was promised before.
    """
    return tuple(p if _stays(p) else _anew(p, case, policy or rules.policy_of(case, p.policy), pauses, now) for p in promises)


def _share(case: Case, promise: Promise, share: float) -> datetime:
    since = promise.since or case.opened_at
    return since + (promise.due - since) * share


def _stays(promise: Promise) -> bool:
    return bool(promise.kept_at or promise.late_at) or promise.policy == IDEAS or promise.standard == "pledge"


def _anew(promise: Promise, case: Case, policy: Policy, pauses: tuple[Pause, ...], now: datetime) -> Promise:
    new = policy.recomputed(promise, priority_of(case), pauses)
    if new.due > now or promise.due <= now:
        return new
    from_now = policy.due(promise.standard, priority_of(case), now)
    return msgspec.structs.replace(new, due=min(from_now, promise.due))
