"""What came in, as it came: the source to be read as text, and files to be saved. Nothing of it is ever shown as a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, make_response, render_template, send_file

from golddust.errors import NotFound
from golddust.ports import Archive, Originals

LONGEST_SOURCE = 200_000
"""Bytes of a source that a page shows."""
ENDINGS = {"email": "eml"}
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
}
"""A file is saved and not opened; were it opened, it could do nothing and fetch nothing."""
FileIn = Callable[[str, bytes, str, int, int], bytes | None]
"""The bytes of a file in an original: by channel, original, the file's name and size, and how many of the same came before."""


def add_originals(blueprint: Blueprint, archive: Archive, originals: Originals, file_in: FileIn) -> None:
    """Add the routes."""
    pages = _Originals(archive, originals, file_in)
    blueprint.add_url_rule("/feedback/<feedback_id>/source", "source", pages.source)
    blueprint.add_url_rule("/feedback/<feedback_id>/original", "original", pages.original)
    blueprint.add_url_rule("/feedback/<feedback_id>/files/<int:number>", "file", pages.file)


@dataclass(frozen=True, slots=True)
class _Originals:
    archive: Archive
    originals: Originals
    file_in: FileIn

    def source(self, feedback_id: str) -> Response:
        """The bytes as text, up to some length."""
        row = self.archive.one(feedback_id)
        content = self._content(row)
        text = content[:LONGEST_SOURCE].decode("utf-8", "replace").replace("\r\n", "\n")
        page = render_template("console/source.html", row=row, text=text, size=len(content), cut=len(content) > LONGEST_SOURCE)
        return make_response(page)

    def original(self, feedback_id: str) -> Response:
        """All of the bytes, to be saved."""
        row = self.archive.one(feedback_id)
        return _saved(self._content(row), f"{row['id']}.{ENDINGS.get(row['channel'], 'txt')}")

    def file(self, feedback_id: str, number: int) -> Response:
        """The attachment at that place, from 1, to be saved."""
        row = self.archive.one(feedback_id)
        if not 1 <= number <= len(row["attachments"]):
            raise NotFound("there is no such file")
        wanted = row["attachments"][number - 1]
        if wanted.get("original"):
            return _saved(self.originals.get(wanted["original"]), wanted["name"])
        its = (wanted["name"], wanted["size"])
        same_before = sum((file["name"], file["size"]) == its for file in row["attachments"][: number - 1])
        content = self.file_in(row["channel"], self._content(row), *its, same_before)
        if content is None:
            raise NotFound("this file is not in the original by itself")
        return _saved(content, wanted["name"])

    def _content(self, row: Mapping[str, Any]) -> bytes:
        if not row["original"]:
            raise NotFound("the original is not kept")
        return self.originals.get(row["original"])


def _saved(content: bytes, name: str) -> Response:
    """An answer that a browser saves under that name, whatever it is."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[:120].strip(". ") or "file"
    answer = send_file(BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=plain)
    answer.headers.update(HEADERS)
    return answer
