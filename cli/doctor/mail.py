"""What the doctor says of answers: whether a carrier takes them, and what must be right so that mail arrives and comes back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.wiring.installation import Installation
from golddust.errors import GoldDustError, Misconfigured, Unavailable
from golddust.findings import Finding, words_of
from golddust.ports import Sender

if TYPE_CHECKING:
    from ingest.email.options import Options

PAGE = "docs/howto/mail.md"


def reply_findings(installation: Installation) -> Iterator[Finding]:
    """How each way to answer stands, and which answers are in doubt."""
    try:
        senders = installation.senders
    except Misconfigured:
        return  # the finding about the settings says so
    for sender in senders:
        yield from sender_findings(installation, sender)
    yield from _in_doubt(installation)


def sender_findings(installation: Installation, sender: Sender) -> Iterator[Finding]:
    """How one way to answer stands."""
    waiting = sender.waiting_for()
    part = f"answers by {' and '.join(sorted(sender.channels))}"
    if waiting:
        yield Finding(part, "note", f"wait: {waiting}", "configure it, and what waits is sent")
    elif sender.channels != {"email"}:
        yield Finding(part, "good", "a carrier is configured")
    else:
        yield from _mail(installation, part)


def _mail(installation: Installation, part: str) -> Iterator[Finding]:
    yield from _relay(installation, part)
    yield from _signature(installation, part)
    yield from _ways_back(installation, part)


def _relay(installation: Installation, part: str) -> Iterator[Finding]:
    from sinks.replies.smtp.relay import Relay  # noqa: PLC0415 - only where there is one

    options = installation.settings.replies.smtp
    try:
        how = Relay(options).check()
    except GoldDustError as away:
        mend = f"see [replies.smtp] host, port, security and username, and whether {options.host} takes mail from this machine"
        yield Finding(part, "bad", words_of(away), mend)
        return
    yield Finding(part, "good", f"the relay answers, {how}")
    if options.username and options.security == "none":
        yield Finding(part, "bad", "the relay's password goes over the network unencrypted", "[replies.smtp] security")


def _signature(installation: Installation, part: str) -> Iterator[Finding]:
    """Only that there is a key: what the DNS holds is for those to see who receive our mail."""
    signer = installation.signer
    if signer is None:
        yield Finding(part, "note", "not signed by us (DKIM)", f"let the relay sign, or set [replies.smtp.dkim]: {PAGE}")
    else:
        words = f"signed for {signer.domain}; `golddust settings dkim` prints what belongs to {signer.record_name}"
        yield Finding(part, "good", words)


def _ways_back(installation: Installation, part: str) -> Iterator[Finding]:
    """Answers, and what could not be delivered, must come in at a door of ours."""
    from sinks.replies.smtp.sender import returned_to  # noqa: PLC0415 - as above

    settings = installation.settings
    options = settings.replies.smtp
    if missing := _not_taken(settings.smtp, options.sender):
        mend = f"[smtp] domains and recipients, or let what comes there be handed on to us: {PAGE}"
        yield Finding(part, "note", f"customers answer to {missing}", mend)
    returned = returned_to(options, settings.smtp.domains)
    if not returned:
        words = "what cannot be delivered comes back to nobody, so dead addresses are written to again"
        yield Finding(part, "note", words, f"[replies.smtp] bounces_to: {PAGE}")
    elif missing := _not_taken(settings.smtp, returned):
        words = f"what cannot be delivered comes back to {missing}"
        yield Finding(part, "bad", words, "[smtp] domains and recipients, or [replies.smtp] bounces_to")
    else:
        yield Finding(part, "good", f"what cannot be delivered comes back to us at {returned.rpartition('@')[2].lower()}")


def _not_taken(door: "Options", address: str) -> str:
    """What of an address our door does not take, and what it takes instead; "" for one that comes in."""
    from ingest.email.recipients import recipients_of  # noqa: PLC0415 - as above

    ours, domain = recipients_of(door), address.rpartition("@")[2].lower()
    if not ours.is_at_home(address):
        return f"{domain}, and our door for mail takes {', '.join(door.domains)}"
    return "" if ours.is_known(address) else f"{address}, and our door for mail takes {', '.join(door.recipients)} there"


def _in_doubt(installation: Installation) -> Iterator[Finding]:
    try:
        rows = installation.archive.waiting_replies()
    except Unavailable:
        return  # the finding about the database says so
    uncertain = sum(row["number"] for row in rows if row["state"] == "uncertain")
    if uncertain:
        words = f"{uncertain} may or may not have gone out, and are not sent again"
        yield Finding("answers", "bad", words, "look at their cases on the console, and answer by hand")
    unsettled = [row for row in rows if row["state"] == "sending" and row["why"] and row["channel"] != "sms"]
    for row in unsettled:  # doctor_texts tells of the others
        words = f"not sent until it is known whether they were: {row['number']}, {row['why']}"
        yield Finding(
            "answers", "note", words, "`golddust work replies`, or `golddust run`, asks; what nobody can tell is in doubt then"
        )
