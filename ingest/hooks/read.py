"""From a source's JSON to what the customer said."""

from collections.abc import Mapping

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from golddust.ports import ChannelReader
from ingest.hooks.mapping import Mapper, mapper
from ingest.hooks.options import Options


def hook_reader(sources: Mapping[str, Options]) -> ChannelReader:
    """A reader that knows the mapping of each source. It raises Malformed for a source that is configured no more."""
    mappers = {name: mapper(options.map) for name, options in sources.items()}

    def read(delivery: Delivery) -> Feedback:
        if delivery.source not in mappers:
            raise Malformed("its source of web hooks is not configured any more")
        return _read(mappers[delivery.source], delivery)

    return read


def _read(by: Mapper, delivery: Delivery) -> Feedback:
    said = by.apply(delivery.original)
    return Feedback(
        id=delivery.id,
        channel="hook",
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=said.address,
        text=said.text,
        subject=said.subject,
        rating=said.rating,
        language=said.language,
        problems=said.problems,
    )
