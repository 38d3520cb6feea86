"""What became of the cases of a made-up company: each lives through the register's own steps, on paper, and becomes rows."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from benchmarks.filling import Row
from complaints.cases import rows, steps
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import REGISTER, Change, after, keep
from complaints.cases.opening import Beginning, case_id_of
from complaints.cases.references import reference_of
from complaints.cases.rules import Rules
from complaints.cases.speakers import Speaker
from golddust.events import Issue, Promise, ReplyRequest
from golddust.identity import derived_id

STAFF = tuple(f"agent {number}" for number in range(40))
NOTE = "happened: It went wrong.\napology: We are sorry.\nreason: A parcel was put on the wrong van.\nremedy: Money back."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YOUNG = DAY * 20
"""Cases younger than this are mostly at work."""
ENDS: Mapping[bool, Mapping[str, float]] = {
    True: {"received": 0.15, "acknowledged": 0.15, "in_work": 0.3, "waiting": 0.1, "resolved": 0.25, "closed": 0.05},
    False: {"in_work": 0.04, "waiting": 0.01, "reopened": 0.02, "resolved": 0.02, "merged": 0.01, "closed": 0.9},
}
"""In which state a case ends up, if it is young, and if it is not."""


@dataclass
class Lives:
    """Cases from issues. `now`: how far their lives go."""

    rules: Rules
    now: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(5))
    _last: str = ""

    def of(self, issue: Issue, segment: str) -> list[Change]:
        """All steps of the case that this issue opens."""
        at = issue.received_at + timedelta(seconds=2)
        begin = Beginning(self.rules, at, speakers={issue.customer: Speaker(segment=segment)} if segment else {})
        case_id = case_id_of(issue)
        taken = begin(case_id, issue, reference_of(case_id))
        taken.append(_told(taken[-1].file, at + timedelta(minutes=1)))
        shares = ENDS[self.now - at < YOUNG]
        end = self.dice.choices(list(shares), list(shares.values()))[0]
        for step in self._steps(end):
            at += HOUR * self.dice.lognormvariate(1.5, 1.2)
            if at >= self.now:
                break
            taken.append(step(taken[-1].file, at))
        taken += self._late(taken[-1].file)
        self._last = case_id
        return taken

    def _steps(self, end: str) -> Iterator[Any]:
        actor, rules = self.dice.choice(STAFF), self.rules
        if end == "received":
            return
        yield lambda file, at: steps.acknowledged(file, actor, at)
        if end == "acknowledged":
            return
        yield lambda file, at: steps.started(file, actor, at, rules)
        if self.dice.random() < 0.3:  # noqa: PLR2004 - some are talked about
            yield lambda file, at: steps.noted(file, "called them twice", actor, at)
        if end == "in_work":
            return
        if end == "waiting":
            yield lambda file, at: steps.asked(file, "Which order is it?", actor, at, rules)
            return
        if end == "merged":
            into = self._last
            yield lambda file, at: after(file, "merged", actor, at, about=into, merged_into=into)
            return
        yield lambda file, at: steps.resolved(file, NOTE, actor, at, cost=self.dice.choice((None, 5.0, 20.0)))
        if end == "closed":
            yield lambda file, at: steps.closed(file, REGISTER, at)
        if end == "reopened":
            yield lambda file, at: steps.not_solved(file, "still broken", "", "customer", at, rules)

    def _late(self, file: CaseFile) -> list[Change]:
        """What the register would have noticed by now."""
        late = tuple(self._noticed(p) for p in file.case.promises)
        if late == file.case.promises or file.case.merged_into:
            return []
        return [after(file, "late", REGISTER, max(file.case.changed_at, self.now - HOUR * 5), promises=late)]

    def _noticed(self, promise: Promise) -> Promise:
        broken = promise.due < (promise.kept_at or self.now)
        return msgspec.structs.replace(promise, late_at=promise.due + timedelta(minutes=1)) if broken else promise


def _told(file: CaseFile, at: datetime) -> Change:
    """The answer by itself has reached the customer."""
    kept = keep(file.case.promises, ("acknowledge",), at)
    return after(file, "noted", REGISTER, at, note="the acknowledgement was sent", promises=kept)


def case_rows(lives: Sequence[tuple[Issue, list[Change]]], rules: Rules) -> dict[str, list[Row]]:
    """The rows of these cases, by table."""
    changes = [change for _, taken in lives for change in taken]
    return {
        "cases": [rows.case_row(taken[-1].file, rules) for _, taken in lives],
        "promises": [row for _, taken in lives for row in rows.promise_rows(taken[-1].file)],
        "case_events": [_event(change) for change in changes],
        "case_feedback": [_belonging(issue, taken[0]) for issue, taken in lives],
        "replies": [_reply(asked) for change in changes for asked in change.replies],
    }


def _event(change: Change) -> Row:
    named = {name: getattr(change.event, name) for name in ("id", "case", "number", "step", "at", "actor")}
    return named | {"event": msgspec.json.encode(change.event).decode()}


def _belonging(issue: Issue, opened: Change) -> Row:
    case = opened.event.case
    belongs = {"feedback": issue.feedback, "case": case, "born_in": case, "at": opened.event.at}
    return belongs | {"customer": issue.customer, "message": issue.message}


def _reply(asked: ReplyRequest) -> Row:
    """It was sent, as nearly all are; a few wait, and a few failed."""
    lot = int.from_bytes(asked.id.encode()[-2:], "big") % 1000
    state = "waiting" if lot < 2 else "failed" if lot < 8 else "sent"  # noqa: PLR2004 - of a thousand
    same = ("id", "case", "feedback", "customer", "channel", "purpose", "subject", "text", "language", "requested_at", "urgent")
    row = {name: getattr(asked, name) for name in same}
    times = dict.fromkeys(("next_try_at", "changed_at"), asked.requested_at)
    why = {"waiting": "the relay is away", "failed": "the address does not work"}.get(state, "")
    return row | times | {"state": state, "why": why, "tries": 1, "provider_id": derived_id("carried", asked.id)}
