"""Prints one line for each tagged message and each issue, as golddust writes them. `python read_feedback.py 127.0.0.1:9092`.

The second argument is the prefix of topics, where the installation has one ([log] prefix).
"""

import json
import signal
import sys
from collections import Counter

from kafka import KafkaConsumer

TAGGED, ISSUE = "golddust.feedback.tagged.v1", "golddust.feedback.issue.v1"
counted = Counter()


def line(kind, value):
    """What is printed. Fields and choices that we do not know are passed over; optional fields may be missing."""
    if kind == TAGGED:
        topics = ",".join(topic["name"] for topic in value["topics"]) or "-"
        return (
            f"tagged {value['feedback']} {value['channel']} {value['sentiment']['label']} {topics} {on_one_line(value['text'])}"
        )
    return f"issue {value['feedback']} {value['priority']} {value['owner']} {on_one_line(value['why'])}"


def on_one_line(text):
    return " ".join(text.split())


def work(record):
    """One record. Who knows only v1 passes over v2: golddust writes both for a while."""
    kind = dict(record.headers).get("ce_type", b"").decode()
    if kind not in (TAGGED, ISSUE):
        counted["passed over"] += 1
        print(f"passed over {kind or 'a record without a type'}", file=sys.stderr)
        return
    try:
        print(line(kind, json.loads(record.value)), flush=True)
        counted[kind] += 1
    except (ValueError, KeyError, TypeError) as error:
        counted["cannot be read"] += 1
        print(f"cannot be read: {record.topic}/{record.partition}/{record.offset}: {error!r}", file=sys.stderr)


def main(servers, prefix=""):
    """Until told to stop: read, work, and only then commit, so that nothing is passed over when this dies in between."""
    consumer = KafkaConsumer(
        f"{prefix}feedback.tagged",
        f"{prefix}feedback.issues",
        bootstrap_servers=servers.split(","),
        group_id="example-python",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    going = True

    def stop(*_):
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while going:
        records = consumer.poll(timeout_ms=500)
        for batch in records.values():
            for record in batch:
                work(record)
        if records:
            consumer.commit()
    consumer.close()
    unread = f"{counted['passed over']} passed over, {counted['cannot be read']} cannot be read"
    print(f"{counted[TAGGED]} tagged, {counted[ISSUE]} issues, {unread}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
