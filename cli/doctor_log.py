"""What `golddust doctor` finds on the log: whether it is there, and whether what goes into each stage comes out again."""

from collections.abc import Iterator, Sequence

from cli.conserving import accounts_now, letters_of
from cli.wiring import Installation
from golddust import topics
from golddust.conservation import Account
from golddust.errors import Unavailable
from golddust.events import DeadLetter
from golddust.findings import Finding, checked

LONG_LAG = 10_000
DONE = {"receive": "passed on", "tag": "tagged", "store": "stored", "complaints": "taken up", "replies": "taken up"}
"""What a stage does with a record, in a word; others have "dealt with" it."""
EXPIRED = "a record that expired before it was read is gone: see [log] keep_days, and whether the role was running"
A_BUG = "this is a bug, please report it; `golddust replay --into {stage}` does the records of a time again"
DELETED = "were the dead letters deleted by hand? What they held is gone"


def log_findings(installation: Installation) -> Iterator[Finding]:
    """Everything found; nothing but that it is away when it is, because each question would wait for it anew."""
    whether = list(checked("log", installation.check_log, "can be read and written", _mend(installation)))
    yield from whether
    if any(finding.state == "bad" for finding in whether):
        return
    try:
        letters = _letters(installation)
        yield from stage_findings(accounts_now(installation, letters))
        yield _letters_finding(letters)
    except Unavailable as away:
        yield Finding("log", "bad", away.reason, _mend(installation))


def _mend(installation: Installation) -> str:
    if not installation.on_kafka:
        return "start `golddust run`, or mend the folder's rights"
    brokers = ", ".join(installation.settings.log.bootstrap_servers)
    waits = "; what comes in waits on this machine's disk meanwhile" if installation.forwards else ""
    return f"does a broker answer at {brokers}? see [log] bootstrap_servers, security and username{waits}"


def _letters(installation: Installation) -> list[DeadLetter]:
    return letters_of(installation).all() if topics.DEADLETTERS in installation.log.topics() else []


def _letters_finding(letters: Sequence[DeadLetter]) -> Finding:
    parked = sum(letter.state == "parked" for letter in letters)
    if parked:
        return Finding("dead letters", "bad", f"{parked:,} wait for a decision", "golddust letters list, then retry or drop")
    return Finding("dead letters", "good", "none waits for a decision")


def stage_findings(accounts: Sequence[Account]) -> Iterator[Finding]:
    """One line a stage, and one more for whatever its account misses."""
    for account in accounts:
        late = account.waiting > LONG_LAG
        mend = "is the role running? see its log lines" if late else ""
        yield Finding(f"stage {account.stage}", "bad" if late else "good", in_words(account), mend)
        yield from _gaps(account)


def in_words(account: Account) -> str:
    """The account in a line, such as "1,204 read = 1,203 tagged + 1 parked; 0 wait"."""
    parts = [f"{account.done:,} {DONE.get(account.stage, 'dealt with')}", f"{account.parked:,} parked"]
    if account.repeated:
        parts.append(f"{account.repeated:,} repeated")
    sign = "≠" if account.lost else "="
    return f"{account.read:,} read {sign} {' + '.join(parts)}; {account.waiting:,} wait"


def _gaps(account: Account) -> Iterator[Finding]:
    part = f"stage {account.stage}"
    if account.lost:
        words = f"in is not out plus parked: the difference is {account.lost:,}"
        yield Finding(part, "bad", words, A_BUG.format(stage=account.stage))
    for flow in account.flows:
        if flow.missing:
            words = f"missing from {flow.topic}: {flow.missing:,} (written, and neither read nor waiting)"
            yield Finding(part, "bad", words, EXPIRED)
        if flow.foreign:
            yield Finding(part, "note", f"written to {flow.topic} by another program: {flow.foreign:,}")
    if account.unlettered:
        yield Finding(part, "bad", f"parked, and without a dead letter by now: {account.unlettered:,}", DELETED)
