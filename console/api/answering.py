"""What the API's answers to GET have in common: JSON with an ETag, pages with the address of the next, `limit`."""

from urllib.parse import urlencode

import msgspec
from flask import Response, request

from golddust.errors import Malformed

MOST_AT_ONCE = 200
USUAL = 50
FRESH = "private, no-cache"
"""May be kept, and asked about with `If-None-Match` before it is used again."""


def page_answer(items: object, after: str | None) -> Response:
    """With the address of the next page as RFC 8288 has it."""
    answer = json_answer({"items": items, "next_cursor": after})
    if after:
        onward = urlencode([*((n, v) for n, v in request.args.items(multi=True) if n != "cursor"), ("cursor", after)])
        answer.headers["Link"] = f'<{request.path}?{onward}>; rel="next"'
    return answer


def json_answer(content: object) -> Response:
    """Or that it is what the program has already (RFC 9110, section 13.1.2)."""
    answer = Response(msgspec.json.encode(content), mimetype="application/json")
    answer.headers["Cache-Control"] = FRESH
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def limit_asked() -> int:
    """How many are asked for at once. Raises Malformed."""
    given = request.args.get("limit", "")
    if not given:
        return USUAL
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_AT_ONCE)) and 1 <= int(given) <= MOST_AT_ONCE):
        raise Malformed(f"limit: a number from 1 to {MOST_AT_ONCE} is needed")
    return int(given)
