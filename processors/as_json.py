"""Tags in the shape that `golddust tag` prints."""

from typing import Any

import msgspec

from golddust.events import Tags

_ORDER = ("sentiment", "emotion", "urgency", "kind", "topics", "language", "private", "redacted")


def as_json(tags: Tags, text_id: Any) -> dict[str, Any]:
    """One record: `id`, then the tags as docs/reference/commands.md lists them."""
    plain = msgspec.to_builtins(tags)
    return {"id": text_id, **{name: plain[name] for name in _ORDER}}
