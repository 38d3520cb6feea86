"""The page behind the link in each digest, where its reader says that they want no more; the link is theirs, so none signs in."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template

from console.digest.readers import Readers
from console.wording.languages import speak_to
from golddust.errors import Unauthentic


def add_leaving(blueprint: Blueprint, readers: Readers) -> None:
    """Add the routes. Looking changes nothing: programs look into links before people do."""
    pages = _Leaving(readers)
    blueprint.add_url_rule("/digest/leave/<token>", "leave_digest", pages.show, methods=["GET"])
    blueprint.add_url_rule("/digest/leave/<token>", "take_leave", pages.leave, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Leaving:
    readers: Readers

    def show(self, token: str) -> Response:
        """The question, with a button."""
        try:
            return self._said(token, self.readers.of(token))
        except Unauthentic as wrong:
            return _page(token, "", wrong=wrong.reason, status=wrong.status)

    def leave(self, token: str) -> Response:
        """No more to this reader."""
        try:
            return self._said(token, self.readers.leave(token), left=True)
        except Unauthentic as wrong:
            return _page(token, "", wrong=wrong.reason, status=wrong.status)

    def _said(self, token: str, key: str, *, left: bool = False) -> Response:
        """In the language of the mail, where its reader chose one."""
        reader = self.readers.one(key)
        speak_to(reader.language if reader else "")
        return _page(token, key, left=left)


def _page(token: str, reader: str, *, left: bool = False, wrong: str = "", status: int = 200) -> Response:
    page = render_template("digest/leave.html", token=token, reader=reader.strip("<>"), left=left, wrong=wrong)
    return make_response(page, status)
