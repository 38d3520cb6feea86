"""What the doctor says of texts going out: which carriers rest, what is held back and why, and how near the ceilings are."""

from collections.abc import Iterator
from datetime import timedelta

from cli.wiring.installation import Installation
from golddust.errors import Unavailable
from golddust.findings import Finding

PAGE = "docs/howto/texts-out.md"
PART = "texts"
LATELY = timedelta(days=7)
MEANT_SO = ("the customer said STOP", "the case was resolved meanwhile")
"""Reasons not to send that nobody need mend."""


def text_findings(installation: Installation) -> Iterator[Finding]:
    """All of it; nothing where no provider is set or the database is away, which other findings say."""
    if installation.texts.waiting_for():
        return
    yield from _statuses(installation)
    try:
        yield from _carriers(installation)
        yield from _held(installation)
        yield from _in_vain(installation)
        yield from _ceilings(installation)
    except Unavailable:
        return


def _statuses(installation: Installation) -> Iterator[Finding]:
    url, elsewhere = installation.settings.http.public_url, installation.settings.sms.twilio.api_base
    if elsewhere:
        words = f"answers and their tokens go to {elsewhere} in place of Twilio"
        yield Finding(PART, "note", words, "take [sms.twilio] api_base out, unless this is a trial")
    if not installation.texts.told_at:
        words = f"whether texts arrive is not told to us: {url} cannot be reached from outside"
        yield Finding(PART, "note", words, "[http] public_url, as customers reach it")


def _in_vain(installation: Installation) -> Iterator[Finding]:
    for row in installation.archive.replies_in_vain(installation.clock.now() - LATELY):
        if row["channel"] == "sms" and row["why"] not in MEANT_SO:
            yield Finding(PART, "note", f"reached nobody in the last week: {row['number']:,}, because {row['why']}", PAGE)


def _carriers(installation: Installation) -> Iterator[Finding]:
    from sinks.replies.carriers import resting  # noqa: PLC0415 - only where there is a database

    for name, since, why in resting(installation.engine):
        words = f"{name} has not worked since {since:%Y-%m-%d %H:%M} UTC: {why}"
        yield Finding("carrier", "bad", words, "what it should carry waits and goes by itself once it works; see its settings")


def _held(installation: Installation) -> Iterator[Finding]:
    for row in installation.archive.waiting_replies():
        if row["channel"] == "sms" and row["state"] in ("waiting", "sending") and row["why"]:
            words = f"{row['number']:,} {'in doubt' if row['state'] == 'sending' else 'waiting'}: {row['why']}"
            yield Finding(PART, "note", words, PAGE)


def _ceilings(installation: Installation) -> Iterator[Finding]:
    from sinks.replies.sms.ceilings import MILLION, spent  # noqa: PLC0415 - as above

    options, now = installation.settings.sms.sending, spent(installation.engine, installation.clock.now())
    cost = now.price / MILLION
    most, dearest = options.most_per_hour, options.most_cost_per_hour
    words = f"{now.texts:,} of {most:,} within the last hour, for at most {cost:.2f} of {dearest:.2f}"
    full = now.texts >= most or cost >= dearest
    mend = f"what machines say waits; raise [sms.sending] most_per_hour or most_cost_per_hour only if it is no fraud: {PAGE}"
    yield Finding(PART, "bad" if full else "good", words, mend if full else "")
