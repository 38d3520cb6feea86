"""The pages that people go through: lists with every filter, insight, what stands open for everybody, and single matters."""

from urllib.parse import urlencode

from sqlalchemy import Engine, select

from benchmarks.addresses import CASES, INBOX, INSIGHT, NARROWED
from golddust.database.engine import reading
from golddust.database.schema import cases, feedback

SINGLE = 40
ALWAYS = (
    *("/console/", "/console/me", "/console/people", "/console/settings", "/console/audit", "/console/streams", INBOX),
    *("/console/streams/letters", "/console/streams/connections", "/console/cases", "/metrics", "/readyz"),
    *(f"{INSIGHT}{page}" for page in ("", "/topics", "/audit", "/promises", "/expectations", "/bottlenecks", "/causes")),
    *("/api/v1/figures", "/api/v1/feedback?limit=200", "/api/v1/cases?limit=200", "/api/v1/openapi.json"),
)


def paths(engine: Engine) -> list[str]:
    """All of them, with some messages and cases that are there by now."""
    with reading(engine) as connection:
        messages = connection.execute(select(feedback.c.id).limit(SINGLE)).scalars().all()
        matters = connection.execute(select(cases.c.reference).limit(SINGLE)).scalars().all()
    inbox = (f"{INBOX}?{urlencode(given)}" for given in NARROWED.values())
    listed = (f"/console/cases?{urlencode(given)}" for given in CASES.values())
    single = (*(f"{INBOX}/{one}" for one in messages), *(f"/console/cases/{one}" for one in matters))
    return [*ALWAYS, *inbox, *listed, *single]
