"""CloudEvents over HTTP, in all three modes, as one shape: the attributes, and `data` as JSON or text.

Sources: CloudEvents 1.0.2, its HTTP protocol binding §3 and its JSON event format §3 and §4.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from werkzeug.http import parse_options_header

from golddust.errors import Malformed
from ingest.hooks.expressions import parsed
from ingest.wording import one_line

STRUCTURED, BATCH = "application/cloudevents", "application/cloudevents-batch"
JSON_SUFFIX = "+json"
PREFIX = "ce-"
_NEEDED = ("id", "source", "type", "specversion")
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,40}")
_JSON_TYPE = re.compile(r"(?:[a-z0-9.+*-]+/)?(?:[a-z0-9.+-]*\+)?json", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether the request has all the attributes that an event must have as headers."""
    return all(headers.get(PREFIX + name) for name in _NEEDED)


def attributes_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The attributes of an event in binary mode, decoded. Raises Malformed where one is no UTF-8."""
    named = {name.removeprefix(PREFIX): value for name, value in headers.items() if name.startswith(PREFIX)}
    return {name: _decoded(name, value) for name, value in named.items() if _ATTRIBUTE.fullmatch(name)}


def binary_event(attributes: Mapping[str, str], content_type: str, body: bytes) -> dict[str, Any]:
    """The event whose data is the body. Raises Malformed."""
    event: dict[str, Any] = {**attributes}
    if content_type:
        event["datacontenttype"] = content_type
    if body:
        event["data"] = _data(body, content_type)
    return checked(event)


def checked(event: Any) -> dict[str, Any]:
    """The event in structured form, its data decoded. Raises Malformed (422) when it is none of version 1."""
    if not isinstance(event, dict):
        raise Malformed("a CloudEvent must be an object")
    missing = [name for name in _NEEDED if not isinstance(event.get(name), str) or not event[name]]
    if missing:
        raise Malformed(f"a CloudEvent needs {', '.join(missing)}")
    if not event["specversion"].startswith("1."):
        raise Malformed("a CloudEvent of another version than 1")
    return {**event, "data": _unpacked(event)} if "data_base64" in event else event


def name_of(event: Any) -> str:
    """What names the event for good: source and id together (§3.1.1); "" for what is no event."""
    if not isinstance(event, dict):
        return ""
    source, name = event.get("source"), event.get("id")
    return one_line(f"{source} {name}") if isinstance(source, str) and isinstance(name, str) else ""


def _unpacked(event: Mapping[str, Any]) -> Any:
    try:
        return _data(base64.b64decode(event["data_base64"], validate=True), str(event.get("datacontenttype", "")))
    except (ValueError, TypeError):
        raise Malformed("data_base64 is no base64") from None


def _data(body: bytes, content_type: str) -> Any:
    kind, options = parse_options_header(content_type)
    if not kind or _JSON_TYPE.fullmatch(kind):
        return parsed(body)
    try:
        return body.decode(options.get("charset", "utf-8"), "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _decoded(name: str, value: str) -> str:
    """Quoted strings first, then one round of percent-decoding (§3.1.3.2)."""
    plain = value.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        plain = _ESCAPED.sub(r"\1", plain[1:-1])
    try:
        return unquote(plain, errors="strict")
    except UnicodeDecodeError:
        raise Malformed(f"the attribute {name} is no UTF-8") from None
