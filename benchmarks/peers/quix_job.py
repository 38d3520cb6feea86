"""The job written with Quix Streams, one record at a time, as it works.

Guarantee: as the variant says; `exactly-once` puts outputs and the group's place in one transaction per checkpoint. A checkpoint
is made every second (its default is 5): rare enough to cost nothing, so an output is seen up to a second later than ours.
Values stay bytes (no JSON by Quix), `consumer_poll_timeout` only matters when nothing comes, the producer compresses with lz4
and lingers for 50 ms, where librdkafka's own default is 5, so that its batches are large.
"""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from quixstreams import Application
from quixstreams.models import Serializer, Topic

from benchmarks.peers.job import Job, Report, arguments, entries_of, step_of
from golddust import topics
from golddust.ports import Step
from golddust.records import Entry, Record

CHECKPOINT_SECONDS = 1.0
Headers = Sequence[tuple[str, bytes]]


class Body(Serializer):  # type: ignore[misc] # Quix wants to be inherited from
    """The bytes of an entry."""

    def __call__(self, value: Entry, *_: object, **__: object) -> bytes:
        """What is written."""
        return value.value


def application(job: Job, report: Report, state: str) -> Application:
    """Quix Streams, set up for this job; it stops itself when all is dealt with."""

    def count_one(*_: object) -> None:
        report.begin()
        report.dealt_with(1)
        if report.done >= job.count:
            app.stop()

    app = Application(
        broker_address=job.bootstrap,
        consumer_group=job.group,
        auto_offset_reset="earliest",
        processing_guarantee=job.variant,
        commit_interval=CHECKPOINT_SECONDS,
        producer_extra_config={"compression.type": "lz4", "linger.ms": 50},
        consumer_extra_config={"isolation.level": "read_committed"},
        on_message_processed=count_one,
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=state,
        loglevel="WARNING",
    )
    return app


def pass_on(app: Application, job: Job) -> None:
    """Each record as it came, to one topic."""
    source = app.topic(job.physical(topics.RECEIVED), value_deserializer="bytes", key_deserializer="bytes")
    target = app.topic(job.physical(topics.TAGGED), value_serializer="bytes", key_serializer="bytes")
    app.dataframe(source).to_topic(target)


def tag(app: Application, job: Job, step: Step) -> None:
    """Our step on each record, and its entries to their topics."""
    source = app.topic(job.physical(topics.RECEIVED), value_deserializer="bytes", key_deserializer="str")
    targets = _Targets(app, job)

    def entries(value: bytes, key: str, timestamp: int, headers: Headers) -> list[Entry]:
        texts = {name: content.decode() for name, content in headers}
        at = datetime.fromtimestamp(timestamp / 1000, UTC)
        return entries_of(step([Record(topics.RECEIVED, 0, 0, key, value, texts, at)]))

    stream = app.dataframe(source).apply(entries, expand=True, metadata=True)
    stream = stream.set_headers(lambda entry, *_: [(name, text.encode()) for name, text in entry.headers.items()])
    stream.to_topic(lambda entry, *_: targets[entry.topic], key=lambda entry: entry.key)


class _Targets(dict[str, Topic]):
    """Quix's topics by our names for them."""

    def __init__(self, app: Application, job: Job) -> None:
        super().__init__()
        self._app, self._job = app, job

    def __missing__(self, name: str) -> Any:
        self[name] = self._app.topic(self._job.physical(name), value_serializer=Body(), key_serializer="str")
        return self[name]


def main() -> None:
    """Do the job and report."""
    job, report = arguments(), Report()
    with tempfile.TemporaryDirectory(prefix="quix-") as state:
        app = application(job, report, state)
        if job.work == "tag":
            tag(app, job, step_of(job))
        else:
            pass_on(app, job)
        app.run()
    report.tell()


if __name__ == "__main__":
    main()
