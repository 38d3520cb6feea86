"""The tables as the console gives them to people: what the inbox or the list of cases shows, whole."""

from dataclasses import dataclass
from datetime import tzinfo

from flask import Blueprint, Response, request

from console import inbox
from console.cases import pages
from console.exports.files import download, kind_of, table_of
from console.exports.rows import Chosen, Rows
from golddust.errors import Malformed, NotFound
from golddust.ports import Archive, Causes, Register


def add_downloads(blueprint: Blueprint, archive: Archive, register: Register, causes: Causes, zone: tzinfo) -> None:
    """Add `/download/<name>`, and the same with what is personal."""
    downloads = _Downloads(Rows(archive, register), causes, zone)
    blueprint.add_url_rule("/download/<name>", "download", downloads.redacted)
    blueprint.add_url_rule("/download/<name>/words", "download_words", downloads.words)


@dataclass(frozen=True, slots=True)
class _Downloads:
    rows: Rows
    causes: Causes
    zone: tzinfo

    def redacted(self, name: str) -> Response:
        """Without personal data. Raises NotFound, Malformed."""
        return self._taken(name, raw=False)

    def words(self, name: str) -> Response:
        """With the customers' own words, names and addresses; who may is in `access.py`."""
        if not any(column.raw for column in table_of(name).columns):
            raise NotFound("there is nothing personal in this table")
        return self._taken(name, raw=True)

    def _taken(self, name: str, *, raw: bool) -> Response:
        kind = kind_of(request.args.get("as", "csv"))
        return download(self.rows, table_of(name), self._chosen(name), kind, raw=raw)

    def _chosen(self, name: str) -> Chosen:
        """What the address of the page says, which is the address of its downloads."""
        if name == "messages":
            sought, wrong = inbox.sought_by(inbox.asked_for(), self.zone)
            if wrong:
                raise Malformed(wrong)
            return Chosen(sought)
        return Chosen() if name == "answers" else Chosen(wanted=pages.wanted_by(pages.asked_for(), self.causes))
