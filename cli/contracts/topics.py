"""What would break those who read our topics: an event's schema, or where, under which key and for how long it lies there."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.contracts.breaks import Break
from cli.contracts.shapes import Change, Shape, changes

Document = Mapping[str, Any]


def event_breaks(before: Mapping[str, Document], now: Mapping[str, Document]) -> Iterator[Break]:
    """What changed in the schemas of events, by their type. A type that was not there before breaks nobody."""
    for kind, old in before.items():
        topic = old.get("x-topic", "its topic")
        if kind not in now:
            yield Break(kind, "the type is gone", f"Who reads {topic} gets none of them any more.", _mend(kind))
            continue
        for change in changes(Shape(old, old), Shape(now[kind], now[kind]), "read"):
            yield Break(kind, str(change), _whom(change, topic), _mend(kind))


def _whom(change: Change, topic: str) -> str:
    if change.what == "is required now":
        return f"Who checks what lies on {topic} by the schema of now refuses the records of before, which have no such field."
    if "no longer knows" in change.what or "where it was missing" in change.what:
        return f"Who reads {topic} meets records of before, in which it means what it meant."
    return f"Who reads {topic} by the released schema fails on it, or takes it for something else."


def _mend(kind: str) -> str:
    stem, _, version = kind.rpartition(".v")
    return f"Keep it as it was and add an optional field beside it, or write {stem}.v{int(version) + 1} beside it for a while."


def topic_breaks(before: Document, now: Document) -> Iterator[Break]:
    """What changed between two AsyncAPI documents, the schemas of events aside. Internal topics are promised to nobody."""
    for address, old in before["channels"].items():
        if any(tag["name"] == "internal" for tag in old.get("tags", [])):
            continue
        if address not in now["channels"]:
            yield Break(address, "the topic is gone", "Who reads it waits for ever.", "Write it beside the new one for a while.")
            continue
        yield from _channel_breaks(address, old, now["channels"][address])
    for kind, old in before["components"]["messages"].items():
        if kind in now["components"]["messages"]:
            yield from _message_breaks(kind, old, now["components"]["messages"][kind])


def _channel_breaks(address: str, old: Document, new: Document) -> Iterator[Break]:
    for kind in old.get("messages", {}):
        if kind not in new.get("messages", {}):
            words = f"{kind} is no longer written to it"
            yield Break(address, words, "Who reads it gets none of them any more.", "Write them to both topics for a while.")
    kept, keeps = _settings(old), _settings(new)
    if kept["cleanup.policy"] != keeps["cleanup.policy"]:
        words = f"its cleanup was {kept['cleanup.policy']} and is {keeps['cleanup.policy']}"
        yield Break(address, words, "Who reads it from its beginning finds other records.", "Make another topic for that.")
    elif _shorter(kept.get("retention.ms", -1), keeps.get("retention.ms", -1)):
        words = f"it kept records for {kept['retention.ms']} ms and keeps them for {keeps['retention.ms']} ms"
        yield Break(
            address, words, "Who was away for longer misses some.", "Keep them as long as before where nothing else is set."
        )


def _settings(channel: Document) -> Document:
    return dict(channel["bindings"]["kafka"]["topicConfiguration"])


def _shorter(before: int, now: int) -> bool:
    return now >= 0 and (before < 0 or now < before)


def _message_breaks(kind: str, old: Document, new: Document) -> Iterator[Break]:
    if old["x-key-field"] != new["x-key-field"]:
        words = f"its key was `{old['x-key-field']}` and is `{new['x-key-field']}`"
        whom = "Who counts on the order of one key, or keeps the last record of each, gets both wrong."
        yield Break(kind, words, whom, _mend(kind))
    for change in changes(Shape(old["headers"], old), Shape(new["headers"], new), "read"):
        whom = "Who tells events apart by their headers fails on it."
        yield Break(kind, f"header {change}", whom, "Headers only ever come; leave it as it was.")
