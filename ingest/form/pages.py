"""The form's pages: the form, as it is or with what is wrong in it, and the thanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template
from werkzeug import Response

from ingest.form.entries import Entries
from ingest.form.languages import tongues
from ingest.form.options import Options
from ingest.form.visits import Visit
from ingest.form.wrong import Wrong

NUMBER = "+1 202 555 0143".replace(" ", "\N{NO-BREAK SPACE}")
"""A telephone number of nobody, as an example."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages as these options want them."""

    options: Options

    def form(self, visit: Visit, entries: Entries, nonce: str, wrongs: Sequence[Wrong], status: int) -> Response:
        """The form with these entries in it; photos are not among them, as browsers let no page choose a file."""
        wrong_of = {field: [one.words for one in wrongs if one.field == field] for field in ("text", "contact", "photos")}
        asked = entries.contact if wrong_of["contact"] else entries.asked
        given = {"entries": entries, "nonce": nonce, "wrongs": wrongs, "wrong_of": wrong_of, "asked": asked}
        return self._page("tell_us.html", visit, status, number=NUMBER, **given)

    def thanks(self, visit: Visit, case: str) -> Response:
        """What happens next, with the address of the customer's own page."""
        return self._page("tell_us_thanks.html", visit, 200, case=case)

    def _page(self, template: str, visit: Visit, status: int, **given: Any) -> Response:
        all_pages = {"visit": visit, "tongue": visit.tongue, "say": visit.tongue.say, "tongues": tongues().values()}
        page = render_template(template, options=self.options, **all_pages, **given)
        return self._guarded(make_response(page, status), visit)

    def _guarded(self, response: Response, visit: Visit) -> Response:
        """Only what is ours is loaded, only sites that may do so show it."""
        sites = " ".join(self.options.embed_on) or "'none'"
        own = "style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'"
        response.headers["Content-Security-Policy"] = f"default-src 'none'; {own}; base-uri 'none'; frame-ancestors {sites}"
        response.headers["Content-Language"] = visit.tongue.code
        response.headers["Vary"] = "Accept-Language"
        return kept_private(response)


def kept_private(response: Response) -> Response:
    """Each form has a nonce of its own and each thanks a customer's link: no cache between us may keep them."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
