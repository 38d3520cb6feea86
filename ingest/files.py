"""A file out of what came in, found again by what the feedback says of it. Never raises: what is not found is None."""

from contextlib import closing
from io import BytesIO

from werkzeug.formparser import MultiPartParser

from ingest.email.mime.body import name_of
from ingest.email.mime.structure import Part, tree

MOST_LEAVES = 1000
"""Parts that are looked at."""


def file_in(channel: str, original: bytes, name: str, size: int, same_before: int) -> bytes | None:
    """The bytes of the file of that name and size, after so many of the same; None when the original has none."""
    files = _in_a_form(original) if channel == "form" else _in_a_mail(original) if channel == "email" else []
    fitting = [content for its_name, content in files if (its_name, len(content)) == (name, size)]
    return fitting[same_before] if same_before < len(fitting) else None


def _in_a_mail(original: bytes) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    waiting: list[Part] = [tree(original).root]
    while waiting and len(found) < MOST_LEAVES:
        part = waiting.pop()
        waiting += reversed(part.children)
        found.append((name_of(part), part.content()))
    return found


def _in_a_form(original: bytes) -> list[tuple[str, bytes]]:
    """The boundary is the body's first line (RFC 7578 §4.1, RFC 2046 §5.1.1)."""
    boundary = original.partition(b"\r\n")[0].removeprefix(b"--")
    try:
        _, files = MultiPartParser().parse(BytesIO(original), boundary, len(original))
    except ValueError:
        return []
    found = []
    for file in files.values():
        with closing(file):
            found.append((file.filename or "", file.read()))
    return found
