"""What `golddust doctor` finds on the log: whether it is there, and whether what goes into each stage comes out again."""

from collections.abc import Iterator, Sequence

from cli.wiring.conserving import accounts_now, letters_of
from cli.wiring.installation import Installation
from golddust import topics
from golddust.errors import Unavailable
from golddust.events import DeadLetter
from golddust.findings import Finding, checked
from golddust.reckoning import stage_findings


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
        if installation.on_kafka:
            yield from _keeping(installation)
    except Unavailable as away:
        yield Finding("log", "bad", away.reason, _mend(installation))


def _mend(installation: Installation) -> str:
    if not installation.on_kafka:
        return "start `golddust run`, or mend the folder's rights"
    brokers = ", ".join(installation.settings.log.bootstrap_servers)
    waits = "; what comes in waits on this machine's disk meanwhile" if installation.forwards else ""
    return f"does a broker answer at {brokers}? see [log] bootstrap_servers, security and username{waits}"


def _keeping(installation: Installation) -> Iterator[Finding]:
    """Topics that keep records for another time than the settings say: they were made before, or by hand."""
    prefix = installation.settings.log.prefix
    for topic, wanted in installation.kafka.astray().items():
        said = ",".join(f"{name}=[{value}]" if "," in value else f"{name}={value}" for name, value in wanted.items())
        mend = f"kafka-configs.sh --alter --entity-type topics --entity-name {prefix}{topic} --add-config {said}"
        yield Finding("log", "note", f"{topic} keeps its records otherwise than [log.keep] says", mend)


def _letters(installation: Installation) -> list[DeadLetter]:
    return letters_of(installation).all() if topics.DEADLETTERS in installation.log.topics() else []


def _letters_finding(letters: Sequence[DeadLetter]) -> Finding:
    parked = sum(letter.state == "parked" for letter in letters)
    if parked:
        return Finding("dead letters", "bad", f"{parked:,} wait for a decision", "golddust letters list, then retry or drop")
    return Finding("dead letters", "good", "none waits for a decision")
