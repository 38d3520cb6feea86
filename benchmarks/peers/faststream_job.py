"""The job written with FastStream, in batches, on the client that the variant names: `aiokafka` or `confluent`.

Guarantee: at least once, the most that it can give. Its default is at most once (AckPolicy.ACK_FIRST); here AckPolicy.ACK moves
the group after a batch's outputs were confirmed. It has no transactions: `transactional_id` is passed to the client and no more
(FastStream's issues 1157 and 2512).

Batches of 500 like ours; no pydantic (`apply_types=False`) and a decoder that hands the client's records on as they are, so that
no JSON is read twice; acks from all replicas, idempotent, lz4. Each batch is published without waiting in between
(`no_confirm=True`) and confirmed together; `publish_batch` gives one set of headers to all its messages, and ours have their own.
aiokafka batches by partition up to 256 KiB; librdkafka lingers for 5 ms.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from faststream import AckPolicy

from benchmarks.peers.job import BATCH, Job, Report, arguments, entries_of, step_of
from golddust import topics
from golddust.records import Entry, Record

QUIET = logging.getLogger("faststream.bench")
BATCH_BYTES = 1 << 18


def aiokafka_broker(job: Job) -> Any:
    """FastStream on aiokafka."""
    from faststream.kafka import KafkaBroker  # noqa: PLC0415 - only the one in use is loaded

    return KafkaBroker(
        job.bootstrap,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        max_batch_size=BATCH_BYTES,
        linger_ms=5,
        allow_auto_create_topics=False,
        apply_types=False,
        logger=QUIET,
    )


def confluent_broker(job: Job) -> Any:
    """FastStream on confluent-kafka."""
    from faststream.confluent import KafkaBroker  # noqa: PLC0415 - as above

    return KafkaBroker(
        job.bootstrap,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=5,
        allow_auto_create_topics=False,
        apply_types=False,
        logger=QUIET,
    )


async def as_they_came(message: Any) -> Sequence[Any]:
    """A decoder that decodes nothing."""
    return message.raw_message  # type: ignore[no-any-return] # the client's own records


def record_of_aiokafka(raw: Any) -> Record:
    """Its record as ours."""
    headers = {name: content.decode() for name, content in raw.headers}
    at = datetime.fromtimestamp(raw.timestamp / 1000, UTC)
    return Record(topics.RECEIVED, raw.partition, raw.offset, raw.key.decode(), raw.value, headers, at)


def record_of_confluent(raw: Any) -> Record:
    """Its record as ours."""
    headers = {name: content.decode() for name, content in raw.headers() or ()}
    at = datetime.fromtimestamp(raw.timestamp()[1] / 1000, UTC)
    return Record(topics.RECEIVED, raw.partition(), raw.offset(), raw.key().decode(), raw.value(), headers, at)


VARIANTS = {"aiokafka": (aiokafka_broker, record_of_aiokafka), "confluent": (confluent_broker, record_of_confluent)}


async def publish(broker: Any, job: Job, entries: Sequence[Entry]) -> None:
    """All of them, confirmed together."""
    sent = [
        await broker.publish(
            entry.value,
            topic=job.physical(entry.topic),
            key=entry.key.encode(),
            headers=dict(entry.headers),
            no_confirm=True,
        )
        for entry in entries
    ]
    await asyncio.gather(*sent)


async def run(job: Job, report: Report) -> None:
    """Go on until all is dealt with, and acknowledged."""
    make, record_of = VARIANTS[job.variant]
    broker, step, finished = make(job), step_of(job), asyncio.Event()

    @broker.subscriber(  # type: ignore[untyped-decorator] # the two brokers have no common type
        job.physical(topics.RECEIVED),
        batch=True,
        max_records=BATCH,
        group_id=job.group,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        ack_policy=AckPolicy.ACK,
        decoder=as_they_came,
    )
    async def handle(raw: Sequence[Any]) -> None:
        report.begin()
        await publish(broker, job, entries_of(step([record_of(one) for one in raw])))
        report.dealt_with(len(raw))
        if report.done >= job.count:
            finished.set()

    async with broker:
        await broker.start()
        await finished.wait()


def main() -> None:
    """Do the job and report."""
    QUIET.setLevel(logging.ERROR)
    job, report = arguments(), Report()
    asyncio.run(run(job, report))
    report.tell()


if __name__ == "__main__":
    main()
