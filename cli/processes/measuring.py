"""What the metrics say of this machine, and of what is promised to customers: looked at again and again."""

import math
import shutil
from datetime import timedelta
from typing import get_args

from cli.doctor.backup import newest_backup
from cli.wiring.conserving import answering
from cli.wiring.installation import Installation
from complaints.cases.figures import PROMISE_STATES, case_figures
from complaints.cases.lifecycle import OPEN
from golddust.events import Channel, Standard
from golddust.spool import backlog_of
from sinks.replies.figures import reply_figures

DAY = timedelta(days=1)


def measure_machine(installation: Installation) -> int:
    """How much room is left, how much waits to be forwarded, and how old the newest backup is; returns 0. Raises Unavailable."""
    gauge, settings = installation.metrics.gauge, installation.settings
    room = shutil.disk_usage(settings.data_dir)
    gauge("golddust_disk_free_bytes", room.free)
    gauge("golddust_disk_size_bytes", room.total)
    if installation.forwards or not installation.on_kafka:
        gauge("golddust_log_bytes", installation.embedded.size())
    if settings.backup.to is not None:
        made = newest_backup(settings.backup.to)
        age = (installation.clock.now() - made).total_seconds() if made else math.inf
        gauge("golddust_backup_age_seconds", max(0.0, age))
    if installation.forwards:
        backlog = backlog_of(installation.embedded)
        gauge("golddust_spool_records", backlog.records)
        gauge("golddust_spool_bytes", backlog.size)
        gauge("golddust_spool_age_seconds", backlog.age(installation.clock.now()).total_seconds())
    return 0


def measure_promises(installation: Installation) -> int:
    """How cases, their promises and answers to customers stand; returns 0. Raises Unavailable."""
    now, gauge = installation.clock.now(), installation.metrics.gauge
    with answering(installation, "database"):
        cases, replies = case_figures(installation.engine, now), reply_figures(installation.engine, now - DAY)
    for state in OPEN:
        gauge("golddust_open_cases", cases.cases.get(state, 0), state=state)
    for standard in get_args(Standard):
        for state in PROMISE_STATES:
            gauge("golddust_promises", cases.promises.get((standard, state), 0), standard=standard, state=state)
    gauge("golddust_promise_overdue_seconds", (now - cases.broken_since).total_seconds() if cases.broken_since else 0)
    for channel in get_args(Channel):
        oldest = replies.oldest.get(channel)
        gauge("golddust_replies_age_seconds", max(0.0, (now - oldest).total_seconds()) if oldest else 0, channel=channel)
        gauge("golddust_replies_in_doubt", replies.in_doubt.get(channel, 0), channel=channel)
        gauge("golddust_replies_failed_last_day", replies.failed.get(channel, 0), channel=channel)
    return 0
