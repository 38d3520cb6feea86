"""What the accounts of stages say to people: each in a line, and whatever one misses with how to mend it."""

from collections.abc import Iterator, Sequence

from golddust.conservation import Account
from golddust.findings import Finding

LONG_LAG = 10_000
DONE = {"receive": "passed on", "tag": "tagged", "store": "stored", "complaints": "taken up", "replies": "taken up"}
"""What a stage does with a record, in a word; others have "dealt with" it."""
EXPIRED = "a record that expired before it was read is gone: see [log] keep_days, and whether the role was running"
A_BUG = "this is a bug, please report it; `golddust replay --into {stage}` does the records of a time again"
DELETED = "were the dead letters deleted by hand? What they held is gone"


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
