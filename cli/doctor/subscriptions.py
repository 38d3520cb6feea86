"""What the doctor says of web hooks out."""

from collections.abc import Iterator
from datetime import timedelta

from cli.wiring.installation import Installation
from cli.wiring.subscribing import subscriptions_of
from golddust.errors import Misconfigured, Unavailable
from golddust.findings import Finding
from golddust.subscribing import Subscription

PAGE = "docs/howto/subscriptions.md"
LONG_BEHIND = timedelta(hours=1)


def subscription_findings(installation: Installation) -> Iterator[Finding]:
    """Those that were disabled, those whose receiver takes nothing, those that are far behind; one line for the rest."""
    try:
        kept = subscriptions_of(installation)
        found, unworkable = kept.all(), kept.unworkable()
    except (Unavailable, Misconfigured):
        return  # the findings about the database and the settings say so
    good = 0
    for one in found:
        finding = _finding(one, installation, unworkable.get(one.name, ""))
        good += finding is None
        if finding is not None:
            yield finding
    if good:
        yield Finding("subscriptions", "good", f"in order: {good}")


def _finding(one: Subscription, installation: Installation, wrong: str) -> Finding | None:
    part, now = f"subscription {one.name}", installation.clock.now()
    if wrong:
        mend = f"`golddust subscriptions change {one.name} --filter …`, or `rotate {one.name}` and tell its receiver; see {PAGE}"
        return Finding(part, "bad", f"nothing can be sent: {wrong}", mend)
    if one.state == "disabled":
        mend = f"mend the receiver, `golddust subscriptions test {one.name}`, then `golddust subscriptions resume {one.name}`"
        return Finding(part, "bad", f"disabled: {one.why}", mend)
    if one.state == "paused":
        return Finding(part, "note", "paused by a person")
    if one.failing_since is not None:
        days = installation.settings.subscriptions.disable_after_days
        words = f"its receiver has taken nothing since {one.failing_since:%Y-%m-%d %H:%M} UTC; after {days:g} days it is disabled"
        return Finding(part, "bad", words, f"`golddust subscriptions show {one.name}` says why; see {PAGE}")
    if one.behind_since is not None and now - one.behind_since > LONG_BEHIND:
        words = f"behind: {one.behind:,} records, the oldest since {one.behind_since:%Y-%m-%d %H:%M} UTC"
        return Finding(part, "bad", words, f"is the role `subscriptions` running, and is its receiver quick enough? See {PAGE}")
    return None
