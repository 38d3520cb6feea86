"""The stage `receive`: deliveries in, feedback out, the original kept before the event that names it can be read."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from golddust import wire
from golddust.errors import Malformed
from golddust.events import Channel, Delivery, Feedback
from golddust.identity import Keys
from golddust.outcomes import Done, Outcome, Reject, Retry
from golddust.ports import ChannelReader, Metrics, Originals, Step
from golddust.records import Record
from ingest.sms.twilio.status import is_status, read_status

Told = Feedback | Reject | Retry | None
"""What was read of a delivery; None where it says nothing new."""
Join = Callable[[Sequence[Record], Sequence[Feedback | Reject | None]], Sequence[Told]]
REUSED = "this message's id was used before with other words"
SAME_IF_REUSED = "same_if_reused"
"""The fact of a delivery whose external id cannot be another message's: when it came before, there is nothing new in it.

A provider's own list says so, which may tell a message in fewer words than the door heard (redacted, without its pictures).
"""


def receive_step(
    readers: Mapping[Channel, ChannelReader],
    originals: Originals,
    keys: Keys,
    metrics: Metrics | None = None,
    join: Join | None = None,
) -> Step:
    """A step that reads each delivery by its channel's reader, once the originals of the whole batch are kept.

    `join` puts together what came in parts, and says which may still go on.

    What cannot be read is rejected, with the original's reference as the way to it. A bug in a reader is raised. What a carrier
    says of a reply becomes an event of its own, and of that no original is kept.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        statuses = {at: _status(record) for at, record in enumerate(records) if is_status(record)}
        said = [record for at, record in enumerate(records) if at not in statuses]
        feedback = iter(feedback_step(said) if said else ())
        return [statuses[at] if at in statuses else next(feedback) for at in range(len(records))]

    def feedback_step(records: Sequence[Record]) -> list[Outcome]:
        references = originals.put([record.value for record in records])
        read = [_read(record, readers, reference, keys) for record, reference in zip(records, references, strict=True)]
        told = join(records, read) if join else read
        if metrics is not None:
            _count(told, metrics)
        return [_outcome(one) for one in told]

    return step


def _status(record: Record) -> Outcome:
    try:
        return Done((wire.entry(read_status(wire.delivery(record))),))
    except Malformed as malformed:
        return Reject(malformed.reason)


def _outcome(told: Told) -> Outcome:
    if told is None:
        return Done()
    return Done((wire.entry(told),)) if isinstance(told, Feedback) else told


def _count(read: Sequence[Told], metrics: Metrics) -> None:
    for feedback in read:
        if isinstance(feedback, Feedback) and feedback.automatic:
            metrics.count("golddust_automatic_total", channel=feedback.channel, rule=feedback.automatic)
        for bounce in feedback.bounces if isinstance(feedback, Feedback) else ():
            metrics.count("golddust_returned_total", kind=bounce.kind)


def _read(record: Record, readers: Mapping[Channel, ChannelReader], reference: str, keys: Keys) -> Feedback | Reject | None:
    try:
        delivery = wire.delivery(record)
        if delivery.reused and SAME_IF_REUSED in delivery.facts:
            return None
        feedback = readers[delivery.channel](delivery)
    except Malformed as malformed:
        return Reject(f"{malformed.reason}; the original is kept as {reference}")
    return _completed(feedback, delivery, reference, keys)


def _completed(feedback: Feedback, delivery: Delivery, reference: str, keys: Keys) -> Feedback:
    """What readers leave to us: who it is, where the original lies, and whether the id came before.

    Who is not whom they say gives us no commands in that name: nobody can opt another out, or in.
    """
    problems = (*feedback.problems, REUSED) if delivery.reused else feedback.problems
    customer = keys.pseudonym_of(feedback.address, feedback.id)
    completed = replace(feedback, customer=customer, original=reference, problems=problems)
    return replace(completed, command=None, command_word="", carrier_acts=False) if feedback.suspect else completed
