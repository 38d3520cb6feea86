"""The stage `receive`: deliveries in, feedback out, the original kept before the event that names it can be read."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from golddust import wire
from golddust.errors import Malformed
from golddust.events import Channel, Delivery, Feedback
from golddust.identity import Keys
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import ChannelReader, Originals, Step
from golddust.records import Record

REUSED = "its external id was used before, with other words"


def receive_step(readers: Mapping[Channel, ChannelReader], originals: Originals, keys: Keys) -> Step:
    """A step that reads each delivery by its channel's reader. What cannot be read is rejected with its original kept."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_delivery(record) for record in records]
        deliveries = [one for one in read if isinstance(one, Delivery)]
        references = iter(originals.put([delivery.original for delivery in deliveries]))
        return [_outcome(one, readers[one.channel], next(references), keys) if isinstance(one, Delivery) else one for one in read]

    return step


def _delivery(record: Record) -> Delivery | Reject:
    try:
        return wire.delivery(record)
    except Malformed as malformed:
        return Reject(malformed.reason)


def _outcome(delivery: Delivery, read: ChannelReader, reference: str, keys: Keys) -> Outcome:
    try:
        feedback = read(delivery)
    except Malformed as malformed:
        return Reject(malformed.reason)
    return Done((wire.entry(_completed(feedback, delivery, reference, keys)),))


def _completed(feedback: Feedback, delivery: Delivery, reference: str, keys: Keys) -> Feedback:
    """What readers leave to us: who it is, where the original lies, and whether the id came before."""
    problems = (*feedback.problems, REUSED) if delivery.reused else feedback.problems
    customer = keys.pseudonym_of(feedback.address, feedback.id)
    return replace(feedback, customer=customer, original=reference, problems=problems)
