"""What is wrong, and how to mend it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from cli.doctor.backup import backup_findings
from cli.doctor.door import door_findings
from cli.doctor.hooks import hook_findings
from cli.doctor.keys import key_findings
from cli.doctor.log import log_findings
from cli.doctor.mail import reply_findings
from cli.doctor.media import media_findings
from cli.doctor.mirrors import mirror_findings
from cli.doctor.people import people_findings
from cli.doctor.registry import registry_findings
from cli.doctor.sms import sms_findings
from cli.doctor.staff import staff_findings
from cli.doctor.subscriptions import subscription_findings
from cli.doctor.texts import text_findings
from cli.doctor.traces import trace_findings
from cli.doctor.web import web_findings
from cli.wiring.installation import Installation
from golddust.errors import Unavailable
from golddust.findings import Finding, checked
from golddust.spool import backlog_of

LOW_ON_DISK = 1 << 30
LONG_IN_SPOOL = timedelta(minutes=5)


def examine(installation: Installation) -> list[Finding]:
    """Everything found, in the order of one message's way."""
    return [
        *checked("settings", installation.check_tables, "all tables and hooks can be read", "mend the file named"),
        *_disk(installation),
        *key_findings(installation),
        *backup_findings(installation),
        *spool_findings(installation),
        *log_findings(installation),
        *registry_findings(installation.settings.log.registry),
        *checked("database", installation.check_store, "answers", "see [store] url, and whether the server runs"),
        *web_findings(installation.settings),
        *people_findings(installation),
        *_doors(installation),
        *door_findings(installation),
        *media_findings(installation),
        *reply_findings(installation),
        *text_findings(installation),
        *staff_findings(installation),
        *mirror_findings(installation),
        *subscription_findings(installation),
        *trace_findings(installation.settings.observe),
    ]


def _disk(installation: Installation) -> Iterator[Finding]:
    folder = installation.settings.data_dir
    if not folder.exists():
        yield Finding("disk", "note", f"{folder} does not exist yet", "`golddust run` makes it")
        return
    free = shutil.disk_usage(folder).free
    state: Literal["good", "bad"] = "bad" if free < LOW_ON_DISK else "good"
    yield Finding("disk", state, f"{free / (1 << 30):.1f} GiB free for {folder}", "make room" if state == "bad" else "")


def spool_findings(installation: Installation) -> Iterator[Finding]:
    """How much waits on this machine to be forwarded; nothing where nothing does."""
    if not installation.forwards or not installation.settings.spool_path.exists():
        return
    try:
        backlog, now = backlog_of(installation.embedded), installation.clock.now()
    except Unavailable as away:
        yield Finding("spool", "bad", away.reason, "mend the disk, or the folder's rights: nothing can be taken in")
        return
    if not backlog.records:
        yield Finding("spool", "good", "everything that came in on this machine was forwarded")
        return
    age = timedelta(seconds=round(backlog.age(now).total_seconds()))
    words = f"waiting to be forwarded: {backlog.records:,}, about {backlog.size >> 20} MiB, the oldest for {age}"
    late = age > LONG_IN_SPOOL
    mend = "is the role `forward` running, and does Kafka answer? They are kept until then" if late else ""
    yield Finding("spool", "bad" if late else "note", words, mend)


def _doors(installation: Installation) -> Iterator[Finding]:
    yield from sms_findings(installation)
    yield from hook_findings(installation.settings.hooks)
