"""Pure: which events a subscription wants."""

from collections.abc import Sequence

from golddust import topics, wire
from golddust.errors import Malformed, UnknownVersion
from golddust.events import CaseEvent, Event, Issue, Level, Tagged
from golddust.records import Record
from golddust.subscribing import Filter

LEVELS: tuple[Level, ...] = ("none", "low", "high", "critical")
"""From the least urgent."""
EVERYTHING = Filter()


def wanted(record: Record, subscribed: Sequence[str], conditions: Filter) -> bool:
    """Whether this record is to be sent to who subscribed to these topics of the log with these conditions.

    What names several topics of the taxonomy is on the stream of each, under one id; it is sent for the first one alone. What
    this program cannot read (an event of a later version) is sent only to who has no conditions: nobody can tell whether it fits.
    """
    everything = conditions == EVERYTHING
    if everything and not record.topic.startswith(topics.BY_TOPIC):
        return True
    try:
        event = wire.event(record)
    except (Malformed, UnknownVersion):
        return everything
    if isinstance(event, Tagged) and record.topic.startswith(topics.BY_TOPIC):
        streams = [topics.of_topic(one.name) for one in event.topics]
        if record.topic != next((one for one in streams if one in subscribed), record.topic):
            return False
    return fits(event, conditions)


def fits(event: Event, conditions: Filter) -> bool:
    """Whether the event meets every condition that is about something it has."""
    if isinstance(event, Tagged):
        names = {one.name for one in event.topics}
        return _fits(event, names, event.sentiment.label, event.kind.label, event.urgency.level, conditions)
    if isinstance(event, Issue):
        return _fits(event, set(event.topics), event.sentiment, event.kind, event.urgency, conditions)
    if isinstance(event, CaseEvent):
        return not conditions.steps or event.step in conditions.steps
    return True


def _fits(event: Tagged | Issue, names: set[str], mood: str, kind: str, level: Level, conditions: Filter) -> bool:
    return (
        (not conditions.topics or not names.isdisjoint(conditions.topics))
        and (not conditions.sentiments or mood in conditions.sentiments)
        and (not conditions.kinds or kind in conditions.kinds)
        and LEVELS.index(level) >= LEVELS.index(conditions.urgency)
        and (not conditions.channels or event.channel in conditions.channels)
        and all(event.labels.get(name) == value for name, value in conditions.labels.items())
    )
