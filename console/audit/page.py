"""The audit log as administrators read it, with filters that stand in the page's address."""

from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from console.audit.chain import Audit, Looked
from console.audit.words import in_words
from console.wording.times import beginning_of, wall
from golddust.errors import Malformed

PAGE = 50
FILTERS = ("actor", "action", "subject", "since", "until")


def add_audit(blueprint: Blueprint, audit: Audit, zone: tzinfo) -> None:
    """Add the route."""
    blueprint.add_url_rule("/audit", "audit", _AuditPage(audit, zone).show, methods=["GET"])


@dataclass(frozen=True, slots=True)
class _AuditPage:
    audit: Audit
    zone: tzinfo

    def show(self) -> Response:
        """The newest that fit, a page at a time; `?verify=1` reads the whole chain."""
        asked = {name: request.args.get(name, "").strip() for name in FILTERS}
        wrong = ""
        try:
            entries = self.audit.entries(self._looked(asked), PAGE + 1)
        except Malformed as refused:
            entries, wrong = [], refused.reason
        older = str(entries[PAGE - 1].number) if len(entries) > PAGE else ""
        page = render_template(
            "console/audit.html",
            entries=[(entry, in_words(entry)) for entry in entries[:PAGE]],
            actions=self.audit.actions(),
            asked=asked,
            older=_address(asked, older) if older else "",
            verdict=self.audit.verify() if request.args.get("verify") else None,
            wrong=wrong,
            zone=wall(self.zone),
        )
        return make_response(page, 422 if wrong else 200)

    def _looked(self, asked: dict[str, str]) -> Looked:
        before = request.args.get("before", "")
        if before and not (before.isascii() and before.isdecimal() and len(before) < len(str(2**63))):
            raise Malformed("before: the number of an entry is needed")
        looked = Looked(asked["actor"], asked["action"], asked["subject"], before=int(before) if before else None)
        since, until = (beginning_of(asked[name], wall(self.zone)) for name in ("since", "until"))
        return replace(looked, since=since, until=until + timedelta(days=1) if until else None)


def _address(asked: dict[str, str], before: str) -> str:
    """Of the same entries, further back."""
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return url_for("people.audit", **given, before=before)
