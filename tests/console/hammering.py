"""What a scanner does to every page that it finds: each parameter and field, one at a time, with what has broken others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from zlib import crc32

from flask import Flask
from flask.testing import FlaskClient

from tests.services.tour import endpoint_of

MARK = "<zq x='\">"
PAYLOADS = (
    "",
    MARK,
    "' OR '1'='1'; --",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "a\r\nX-Evil: 1",
    "//evil.example/%2f..",
    "https://evil.example/",
    "../../../../etc/passwd",
    "-1",
    "9" * 400,
    "1e999",
    "NaN",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "x" * 5000,
    "{{7*7}}",
    "\u202e\u0000\uffff",
)
"""One at a time in the place of what a link or a form holds."""
PARTS = 3
"""In each part every payload is tried somewhere, and in one of them it is tried in this place."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes to and what it sends as it stands."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("method", "get").upper(), given.get("action", "")))
        elif self.found and given.get("name") and tag in ("input", "textarea", "select", "button"):
            self.found[-1].fields.setdefault(given["name"], given.get("value", ""))


def forms_of(page: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.found


def payloads(place: str, part: int) -> tuple[str, ...]:
    """Those that are tried in this place in this part."""
    return PAYLOADS[(crc32(place.encode()) + part) % PARTS :: PARTS]


def spoilt(given: Mapping[str, str], names: Iterable[str], part: int) -> Iterator[dict[str, str]]:
    """The same with one of these of its values replaced."""
    for name in names:
        for payload in payloads(name, part):
            yield {**given, name: payload}


def addresses(door: Flask, paths: Iterable[str], part: int) -> Iterator[str]:
    """Addresses to be asked for: each value that a page takes replaced, once for all links that have it, and each path's end."""
    done: set[tuple[str, str]] = set()
    for path in paths:
        endpoint, parts = endpoint_of(door, path), urlsplit(path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        new = [name for name in query if (endpoint, name) not in done]
        yield from (f"{parts.path}?{urlencode(one)}" for one in spoilt(query, new, part))
        if (endpoint, "") not in done:
            above = parts.path.rstrip("/").rpartition("/")[0]
            yield from (f"{above}/{quote(one, safe='')}" for one in payloads(endpoint, part))
            yield f"{parts.path}?nobody_asked_for={quote(MARK)}"
        done |= {(endpoint, name) for name in ("", *query)}


def trouble_in(browser: FlaskClient, path: str, data: Mapping[str, str] | None = None) -> str:
    """What is wrong with the answer; "" where it is a page, a refusal in words, or a way to another page of ours."""
    with browser.open(path, method="GET" if data is None else "POST", data=data) as answer:
        kind = answer.mimetype
        text = answer.text if kind.startswith("text/") else ""
        to = urlsplit(answer.headers.get("Location", "/"))
        found = {
            "an error of ours": answer.status_code >= 500,
            "our insides": "Traceback (most recent" in text or "sqlalchemy" in text,
            "a script": kind == "text/html" and MARK in text,
            "a header": "X-Evil" in answer.headers,
            "a way out": to.netloc not in ("", "localhost") or not to.path.startswith("/"),
        }
    return ", ".join(name for name, is_so in found.items() if is_so)
