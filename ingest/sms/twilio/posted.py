"""A request of Twilio's: its fields, and the part of it that is signed beside the address.

Source: Twilio, "Webhooks security": of a form, the sorted parameters are signed after the address; of JSON, nothing is, but the
address holds the body's digest as `bodySHA256`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from golddust.errors import Malformed
from ingest.fields import MOST_FIELDS, Fields, fields_of

if TYPE_CHECKING:
    from flask import Request

JSON = "application/json"
CONTENT_TYPE = "content_type"
"""The fact that a body is no form."""


@dataclass(frozen=True, slots=True)
class Posted:
    """`path` with the query string as it came; `signed` stands behind the address when the signature is made.

    `whole`: the body is the one that the address speaks of.
    """

    fields: Fields
    path: str
    query: str
    signed: str
    whole: bool
    content_type: str


def posted(request: "Request", body: bytes) -> Posted:
    """What was posted. Raises Malformed for what can be read as neither, which is also unsigned."""
    query, facts = request.query_string.decode("latin-1"), {CONTENT_TYPE: request.mimetype}
    fields = fields_in(body, facts)
    if request.mimetype != JSON:
        return Posted(fields, request.path, query, _sorted(fields), whole=True, content_type="")
    told = parse_qs(query).get("bodySHA256", [""])[0]
    whole = hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), told.lower().encode())
    return Posted(fields, request.path, query, "", whole, JSON)


def fields_in(body: bytes, facts: Mapping[str, str]) -> Fields:
    """The fields of a form, or of a JSON object. Raises Malformed."""
    return _fields_of_json(body) if facts.get(CONTENT_TYPE) == JSON else fields_of(body)


def _sorted(fields: Fields) -> str:
    """Each name with each of its values, sorted, what came twice once."""
    return "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))


def _fields_of_json(body: bytes) -> Fields:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON", status=400) from None
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        raise Malformed("the body is no JSON object of a message", status=400)
    return {_text(name): [_text(value)] for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    """As a form would have it; half a character cannot be sent anywhere."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
