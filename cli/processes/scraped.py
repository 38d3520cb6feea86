"""What processes tell by their metrics: who is at work, what the doors took and refused, how often stages had to try again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import get_args

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from cli.processes.watch import STALE_AFTER
from golddust import topics
from golddust.events import Channel
from golddust.watching import AtWork, DoorLine, State

SILENT_AFTER = 60.0
"""Seconds; a stage comes round every half second, or after its batch. Rounds may pause for minutes: see STALE_AFTER."""
PUT_OFF = ("full", "unavailable", "busy")
"""Reasons for which a door asks its sender to come back."""


class Scraped:
    """The metrics of all processes that were asked, added up."""

    def __init__(self, pages: Iterable[Sequence[Sample]]) -> None:
        self._samples = [sample for page in pages for sample in page]

    def total(self, name: str, **labels: str) -> int:
        """The sum of a counter over all labels that are not given."""
        return int(
            sum(sample.value for sample in self._samples if sample.name == name and labels.items() <= sample.labels.items())
        )

    def by_stage(self, name: str) -> dict[str, float]:
        """The largest value of a gauge for each stage."""
        found: dict[str, float] = {}
        for sample in self._samples:
            if sample.name == name:
                found[sample.labels["stage"]] = max(sample.value, found.get(sample.labels["stage"], sample.value))
        return found


def samples_in(page: str) -> list[Sample]:
    """What a page of metrics says. Raises ValueError for what is none."""
    return [sample for family in text_string_to_metric_families(page) for sample in family.samples]


def at_work_by(scraped: Scraped, now: datetime) -> AtWork:
    """What is known from them."""
    up, seen = scraped.by_stage("golddust_stage_up"), scraped.by_stage("golddust_stage_seen_timestamp_seconds")
    return AtWork(
        states={name: _state(name, up[name], now.timestamp() - seen.get(name, 0.0)) for name in up},
        doors=[_door(scraped, channel) for channel in get_args(Channel)],
        retries={stage: scraped.total("golddust_retries_total", stage=stage) for stage in topics.READ_BY},
    )


def _state(name: str, up: float, silent: float) -> State:
    if not up:
        return "stopped"
    return "silent" if silent > (SILENT_AFTER if name in topics.READ_BY else STALE_AFTER) else "at work"


def _door(scraped: Scraped, channel: str) -> DoorLine:
    refused = scraped.total("golddust_refusals_total", channel=channel)
    put_off = sum(scraped.total("golddust_refusals_total", channel=channel, reason=reason) for reason in PUT_OFF)
    taken, known = (scraped.total("golddust_deliveries_total", channel=channel, duplicate=word) for word in ("no", "yes"))
    return DoorLine(channel, taken, known, refused - put_off, put_off)
