"""From what a source sent to what the customer said."""

from collections.abc import Mapping
from dataclasses import dataclass

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from golddust.ports import ChannelReader
from ingest.hooks.mapping import Mapper, mapper
from ingest.hooks.options import Options
from ingest.hooks.payload import document_of


@dataclass(frozen=True, slots=True)
class _Source:
    mapper: Mapper
    labels: Mapping[str, str]


def hook_reader(sources: Mapping[str, Options]) -> ChannelReader:
    """A reader that knows the mapping of each source. It raises Malformed for a source that is configured no more."""
    known = {name: _Source(mapper(options.map), options.labels) for name, options in sources.items()}

    def read(delivery: Delivery) -> Feedback:
        if delivery.source not in known:
            raise Malformed("its source of web hooks is not configured any more")
        return _read(known[delivery.source], delivery)

    return read


def _read(by: _Source, delivery: Delivery) -> Feedback:
    document, files = document_of(delivery.original, delivery.facts)
    said = by.mapper.apply(document)
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
        attachments=tuple(files),
        labels=dict(by.labels),
        problems=said.problems,
    )
