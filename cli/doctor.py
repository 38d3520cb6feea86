"""What is wrong, and how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from cli.wiring import Installation
from golddust import topics
from golddust.errors import GoldDustError, Refused, Unavailable
from golddust.letters import Letters

LOW_ON_DISK = 1 << 30
LONG_LAG = 10_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part; `mend` says what to do when it is not good."""

    part: str
    state: Literal["good", "note", "bad"]
    words: str
    mend: str = ""


def examine(installation: Installation) -> list[Finding]:
    """Everything found, in the order of one message's way."""
    return [
        *_checked("settings", installation.check_tables, "taxonomy, standards and hooks can be read", "mend the file named"),
        *_disk(installation),
        *_checked("log", installation.check_log, "can be read and written", "start `golddust run`, or mend the folder's rights"),
        *_stages(installation),
        *_letters(installation),
        *_checked("database", installation.check_store, "answers", "see [store] url, and whether the server runs"),
        *_doors(installation),
        *_replies(installation),
    ]


def _checked(part: str, check: Callable[[], None], good: str, mend: str) -> Iterator[Finding]:
    try:
        check()
    except GoldDustError as error:
        words = error.reason if isinstance(error, Unavailable | Refused) else str(error)
        yield Finding(part, "bad", words, mend)
    else:
        yield Finding(part, "good", good)


def _disk(installation: Installation) -> Iterator[Finding]:
    folder = installation.settings.data_dir
    if not folder.exists():
        yield Finding("disk", "note", f"{folder} does not exist yet", "`golddust run` makes it")
        return
    free = shutil.disk_usage(folder).free
    state: Literal["good", "bad"] = "bad" if free < LOW_ON_DISK else "good"
    yield Finding("disk", state, f"{free / (1 << 30):.1f} GiB free for {folder}", "make room" if state == "bad" else "")


def _stages(installation: Installation) -> Iterator[Finding]:
    if not installation.settings.log_path.exists():
        return
    for standing in installation.existing_log().standings():
        late = standing.lag > LONG_LAG
        words = f"{standing.lag} records to go" if standing.lag else "has read everything"
        mend = "is the role running? see its log lines" if late else ""
        yield Finding(f"stage {standing.group}", "bad" if late else "good", words, mend)


def _letters(installation: Installation) -> Iterator[Finding]:
    if not installation.settings.log_path.exists():
        return
    log = installation.existing_log()
    parked = Letters(log, installation.clock.now).parked() if topics.DEADLETTERS in log.topics() else []
    if parked:
        yield Finding("dead letters", "bad", f"{len(parked)} wait for a decision", "golddust letters list, then retry or drop")
    else:
        yield Finding("dead letters", "good", "none")


def _doors(installation: Installation) -> Iterator[Finding]:
    settings = installation.settings
    if not settings.sms.twilio.auth_token:
        yield Finding("text messages", "note", "not taken in: no Twilio token is set", "[sms.twilio] auth_token")
    if not settings.hooks:
        yield Finding("web hooks", "note", "no source is configured", "[hooks.<source>] verify and map")


def _replies(installation: Installation) -> Iterator[Finding]:
    for sender in installation.senders:
        waiting = sender.waiting_for()
        part = f"answers by {' and '.join(sorted(sender.channels))}"
        if waiting:
            yield Finding(part, "note", f"wait: {waiting}", "configure it, and what waits is sent")
        else:
            yield Finding(part, "good", "a carrier is configured")
    try:
        rows = installation.archive.waiting_replies()
    except Unavailable:
        return  # the finding about the database says so
    uncertain = sum(row["number"] for row in rows if row["state"] == "uncertain")
    if uncertain:
        words = f"{uncertain} may or may not have gone out when a process died, and are not sent again"
        yield Finding("answers", "bad", words, "look at their cases on the console, and answer by hand")
