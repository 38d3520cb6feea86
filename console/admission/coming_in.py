"""What follows wherever somebody proved who they are: a session that is new and alone, and a line in the audit log."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.visitors import COOKIE, begin_session, inside
from console.wording.saying import say
from console.wording.times import span
from golddust.errors import Unauthentic, Unavailable

ShowForm = Callable[[str, int], Response]
"""Shows the form again, with what was wrong and a status."""


def come_in(admission: Admission, cookie: str, how: str, wanted: str = "") -> AnyResponse:
    """The way to what was wanted, or to the code that must be shown first; the session there was before is over."""
    visitor = admission.accounts.visitor_of(cookie)
    if visitor is None:
        raise Unauthentic("this account cannot be used")
    if g.visitor is not None:
        admission.accounts.sign_out(request.cookies.get(COOKIE, ""))
    target = inside(wanted or request.form.get("next", ""))
    if visitor.needs:
        target = url_for("console.code", next=target)
    said = {"how": how, "peer": request.remote_addr or ""} | ({"needs": visitor.needs} if visitor.needs else {})
    admission.audit.write("person", visitor.name, "sign_in", visitor.name, **said)
    return begin_session(redirect(target, 303), cookie)


def too_many(away: Unavailable, form: ShowForm) -> Response:
    """The form once more, with how long to wait."""
    words = say("Too many tries, or we are busy. Please wait %(time)s.", time=span(timedelta(seconds=away.retry_after)))
    answer = form(words, 429)
    answer.headers["Retry-After"] = str(round(away.retry_after))
    return answer
