"""What people and programs look at in a large house: every page and listing, with usual and with nasty filters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import Connection, Engine, Select, func, select

from console.api.cursors import cursor_of
from golddust.database.engine import reading
from golddust.database.schema import audit_log, case_events, cases, feedback
from golddust.database.schema.causes import cause_cases, causes
from golddust.database.schema.insight import insight_baselines
from golddust.ports import Told, Turn

INBOX, INSIGHT = "/console/feedback", "/console/insight"
COMMON, MIDDLING, RARE, NONE = "the", "refund", "needle7", "xylophonic"
NARROWED: Mapping[str, Mapping[str, str]] = {
    "a common kind": {"kind": "complaint"},
    "a rare kind": {"kind": "spam"},
    "a mood": {"mood": "negative"},
    "a channel": {"channel": "hook"},
    "a common topic": {"topic": "delivery"},
    "a rare topic": {"topic": "allergens"},
    "no such topic": {"topic": "moonlight"},
    "a common segment": {"segment": "first year"},
    "a rare segment": {"segment": "press"},
    "no such segment": {"segment": "martians"},
    "a common word": {"words": COMMON},
    "a middling word": {"words": MIDDLING},
    "a rare word": {"words": RARE},
    "no such word": {"words": NONE},
    "one letter": {"words": "a"},
    "two common words": {"words": "the order"},
    "a common and a rare word": {"words": f"{COMMON} {RARE}"},
    "eight words": {"words": "the order is late and we are angry"},
    "a common word, a rare kind": {"words": COMMON, "kind": "spam"},
    "a common word, a rare topic": {"words": COMMON, "topic": "allergens"},
    "a word in a rare segment": {"words": MIDDLING, "segment": "press"},
    "two that never meet": {"kind": "spam", "topic": "allergens", "mood": "positive"},
    "a kind, a mood and a channel": {"kind": "complaint", "mood": "positive", "channel": "hook"},
    "a rare kind in a rare segment": {"kind": "spam", "segment": "press"},
}
CASES: Mapping[str, Mapping[str, str]] = {
    **{f"state {one}": {"state": one} for one in ("unresolved", "received", "waiting", "resolved", "closed", "reopened", "all")},
    "an owner": {"owner": "logistics", "state": "all"},
    "no such owner": {"owner": "nobody at all", "state": "all"},
    "an assignee": {"assignee": "agent 3", "state": "all"},
    "a person": {"person": "agent 3"},
    "a priority": {"priority": "high", "state": "all"},
    "the rarest priority": {"priority": "critical", "state": "closed"},
    "a segment": {"segment": "press", "state": "all"},
    "late": {"standing": "late"},
    "at risk": {"standing": "at_risk"},
    "late and an owner": {"standing": "late", "owner": "logistics", "segment": "business"},
}


@dataclass(frozen=True, slots=True)
class Found:
    """What there is in the database to be looked at."""

    newest: Sequence[str]
    middle: str
    oldest: str
    of_busiest: str
    first_at: datetime
    last_at: datetime
    open_case: str
    closed_case: str
    longest_case: str
    case_of_busiest: str
    busiest: str
    cause: int
    baseline: str
    entry: int


def found_in(engine: Engine) -> Found:
    """Look for it."""
    with reading(engine) as connection:
        return _found(connection)


def _found(connection: Connection) -> Found:
    def one(query: "Select[tuple[object]]") -> str:
        return str(connection.execute(query.limit(1)).scalar_one())

    order = (feedback.c.received_at, feedback.c.id)
    first, last, number = connection.execute(select(func.min(order[0]), func.max(order[0]), func.count())).one()
    newest = connection.execute(select(feedback.c.id).order_by(*(c.desc() for c in order)).limit(50)).scalars().all()
    busiest = one(select(feedback.c.customer).group_by(feedback.c.customer).order_by(func.count().desc()))
    longest = one(select(case_events.c.case).group_by(case_events.c.case).order_by(func.count().desc()))
    cause = one(select(cause_cases.c.cause).group_by(cause_cases.c.cause).order_by(func.count().desc()))
    reference = cases.c.reference
    open_ = cases.c.state.in_(("received", "in_work"))
    return Found(
        newest=newest,
        middle=one(select(feedback.c.id).order_by(*order).offset(number // 2)),
        oldest=one(select(feedback.c.id).order_by(*order).offset(10)),
        of_busiest=one(select(feedback.c.id).where(feedback.c.customer == busiest).order_by(order[0].desc())),
        first_at=first,
        last_at=last,
        open_case=one(select(reference).where(open_).order_by(cases.c.opened_at.desc())),
        closed_case=one(select(reference).where(cases.c.state == "closed").order_by(cases.c.opened_at.desc())),
        longest_case=one(select(reference).where(cases.c.id == longest)),
        case_of_busiest=one(select(reference).where(cases.c.customer == busiest).order_by(cases.c.opened_at.desc())),
        busiest=busiest,
        cause=int(one(select(causes.c.number).where(causes.c.id == cause))),
        baseline=one(select(insight_baselines.c.id)),
        entry=connection.execute(select(func.count()).select_from(audit_log)).scalar_one() // 2,
    )


def addresses(found: Found) -> Iterator[tuple[str, str]]:
    """Each with its name."""
    yield "overview", "/console/"
    yield from _inbox(found)
    yield "one message", f"{INBOX}/{found.newest[0]}"
    yield "one message of the busiest customer", f"{INBOX}/{found.of_busiest}"
    yield from _cases(found)
    yield from _insight(found)
    yield from _people(found)
    yield from _rights(found)
    yield from _api(found)


def _inbox(found: Found) -> Iterator[tuple[str, str]]:
    yield "inbox", INBOX
    for name, place in {"in the middle": found.middle, "the oldest page": found.oldest}.items():
        yield f"inbox: {name}", f"{INBOX}?{urlencode({'before': place})}"
    for name, given in NARROWED.items():
        yield f"inbox: {name}", f"{INBOX}?{urlencode(given)}"
        yield f"inbox: {name}, from the middle on", f"{INBOX}?{urlencode({**given, 'before': found.middle})}"
    day = found.first_at + (found.last_at - found.first_at) / 3
    days = {"since": day.date().isoformat(), "until": day.date().isoformat()}
    old = {"until": (found.first_at + timedelta(days=60)).date().isoformat()}
    for name, given in {"a day": days, "the oldest months": old}.items():
        yield f"inbox: {name}", f"{INBOX}?{urlencode(given)}"
        for more in ("a rare kind", "a rare topic", "a common word", "a rare word", "no such word", "a rare segment"):
            yield f"inbox: {name}, {more}", f"{INBOX}?{urlencode({**given, **NARROWED[more]})}"
    every = {**days, "kind": "complaint", "mood": "negative", "channel": "sms", "topic": "delivery", "segment": "business"}
    yield "inbox: every filter", f"{INBOX}?{urlencode({**every, 'words': COMMON})}"
    yield "inbox: every filter, nothing found", f"{INBOX}?{urlencode({**every, 'words': NONE})}"
    yield "inbox: new rows", f"{INBOX}/rows?ids={','.join(found.newest)}"
    yield "inbox: new rows that fit", f"{INBOX}/rows?ids={','.join(found.newest)}&words={COMMON}&kind=complaint"


def _cases(found: Found) -> Iterator[tuple[str, str]]:
    yield "cases", "/console/cases"
    for name, given in {**CASES, "a cause": {"cause": str(found.cause), "state": "all"}}.items():
        yield f"cases: {name}", f"/console/cases?{urlencode(given)}"
    for name in ("open", "closed", "longest"):
        yield f"case: {name}", f"/console/cases/{getattr(found, f'{name}_case')}"
    yield "case: of the busiest customer", f"/console/cases/{found.case_of_busiest}"


def _insight(found: Found) -> Iterator[tuple[str, str]]:
    slices = {
        "": {},
        "a year": {"days": "365"},
        "two years": {"days": "730"},
        "a topic's year": {"days": "365", "topic": "delivery"},
        "a kind's year": {"days": "365", "kind": "praise"},
        "a channel's year": {"days": "365", "side": "channel", "value": "sms"},
        "a segment's year": {"days": "365", "side": "segment", "value": "business"},
        "a store's year": {"days": "365", "side": "label:store", "value": "store 7"},
    }
    for page in ("", "/topics", "/audit", "/promises", "/expectations", "/bottlenecks", "/causes"):
        for name, given in slices.items():
            yield f"insight{page}{': ' if name else ''}{name}", f"{INSIGHT}{page}?{urlencode(given)}"
    yield "insight/digest", f"{INSIGHT}/digest"
    yield "insight/audit: against a baseline", f"{INSIGHT}/audit?days=90&baseline={found.baseline}"
    year = {"first": (found.last_at - timedelta(days=365)).date().isoformat(), "last": found.last_at.date().isoformat()}
    behind = {**slices, "a rare topic's year": {"topic": "allergens"}, "a topic's praise": {"topic": "parking", "kind": "praise"}}
    for name, given in behind.items():
        yield f"insight/messages: {name}", f"{INSIGHT}/messages?{urlencode({**given, **year})}"
    deep = {"first": "2000-01-01", "last": year["last"], "before": found.oldest}
    yield "insight/messages: the oldest", f"{INSIGHT}/messages?{urlencode(deep)}"
    month = (found.last_at - timedelta(days=60)).date().isoformat()
    for kept in ("", "yes", "no"):
        query = {"standard": "answer", "month": month, "kept": kept, "segment": "business" if kept else ""}
        yield f"insight/cases: of a month {kept}", f"{INSIGHT}/cases?{urlencode(query)}"
    waiting = {"state": "in_work", "owner": "logistics", "assignee": "agent 3"}
    yield "insight/cases: that wait", f"{INSIGHT}/cases?{urlencode(waiting)}"


def _people(found: Found) -> Iterator[tuple[str, str]]:
    for name in ("me", "people", "people/agent 3", "settings", "code/set-up", "audit"):
        yield name, f"/console/{name}"
    looked = {
        "an actor": {"actor": "agent 3"},
        "no such actor": {"actor": "nobody"},
        "an action": {"action": "did.acknowledge"},
        "no such action": {"action": "moonlight"},
        "a subject": {"subject": found.newest[0]},
        "an actor's action": {"actor": "agent 3", "action": "did.acknowledge"},
        "a day": {"since": (found.last_at - timedelta(days=90)).date().isoformat()},
        "long ago": {"until": (found.last_at - timedelta(days=300)).date().isoformat(), "actor": "agent 3"},
        "in the middle": {"before": str(found.entry)},
        "all of it": {"actor": "agent 3", "action": "moonlight", "until": found.last_at.date().isoformat()},
    }
    for name, given in looked.items():
        yield f"audit: {name}", f"/console/audit?{urlencode(given)}"


def _rights(found: Found) -> Iterator[tuple[str, str]]:
    """What is done for a person's rights, and who else is told of events."""
    person = f"/console/privacy/people/{found.busiest}"
    yield "privacy", "/console/privacy"
    yield "privacy: the busiest customer", person
    yield "privacy: to be erased", f"{person}/erase"
    yield "subscriptions", "/console/streams/subscriptions"
    yield "subscriptions: a new one", "/console/streams/subscriptions/new"
    yield "api: subscriptions", "/api/v1/subscriptions"


def _api(found: Found) -> Iterator[tuple[str, str]]:
    for name in ("openapi.json", "figures", "feedback", "feedback?limit=200", "feedback?kind=spam", "feedback?kind=moonlight"):
        yield f"api: {name}", f"/api/v1/{name}"
    yield "api: feedback in the middle", f"/api/v1/feedback?cursor={found.middle}&kind=spam"
    yield "api: one message", f"/api/v1/feedback/{found.middle}"
    far = f"limit=200&order=opened&cursor={cursor_of('cases opened', Turn('', found.last_at - timedelta(days=300)))}"
    asked = {"cases": "", "200 cases": "limit=200", "cases, far": far, "closed cases, far": f"{far}&state=closed"}
    for name, query in asked.items():
        yield f"api: {name}", f"/api/v1/cases?{query}"
    yield "api: cases?standing=late", "/api/v1/cases?standing=late&limit=200"
    yield "api: offered", "/api/v1/offered"
    middle = f"limit=200&cursor={cursor_of('issues', Told(found.middle, found.last_at - timedelta(days=300)))}"
    for name, query in {"issues": "limit=200", "issues, far": middle, "issues of nobody": "owner=moonlight"}.items():
        yield f"api: {name}", f"/api/v1/issues?{query}"
    yield "api: customers", "/api/v1/customers?limit=200"
    yield "api: the busiest customer", f"/api/v1/customers/{found.busiest}"
    for name in ("open", "longest"):
        yield f"api: case, {name}", f"/api/v1/cases/{getattr(found, f'{name}_case')}"
    yield "api: drafts", f"/api/v1/cases/{found.open_case}/drafts"
