"""How long each figure of the insight pages takes, in a PostgreSQL with a year's messages.

`python -m benchmarks.insight 1000000 100000`: so many messages, so many cases.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from complaints.insight.promised import StoredPromises
from complaints.insight.standing import StoredCases
from console.insight.jumps import changes, history_of
from golddust.clock import MovableClock
from golddust.database.engine import open_database, upgrade_database, writing
from golddust.insight import Slice
from sinks.store.insight.figures import StoredFigures
from sinks.store.insight.rolling import Roller
from tests.complaints.promised import standards
from tests.services.postgres import find_binaries, running_postgres

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TODAY = NOW.date()
YEAR = (TODAY - timedelta(days=364), TODAY)
QUARTER = (TODAY - timedelta(days=90), TODAY)
ROUNDS = 20
# messages of the last 365 days: 30 topics, some far more usual than others, 4 channels, 20 stores, a third of them on a list
FEEDBACK = """
INSERT INTO feedback (id, channel, source, external_id, received_at, customer, text, full_text, subject, attachments, message_id,
                      thread, original, authentication, problems, revision)
SELECT 'f' || n, (ARRAY['email','sms','hook','form'])[1 + n % 4], 's', 'e' || n, :now - n * (interval '365 days' / :count),
       'cust_' || n % 50000, repeat('what they said ', 20), '', '', '[]', '', '{}', '', '', '[]', 0
FROM generate_series(0, :count - 1) n
"""
TAGS = """
INSERT INTO tags SELECT id, 'x' || id, received_at, (ARRAY['complaint','complaint','praise','question','suggestion','other'])[k],
       0.9, (ARRAY['negative','negative','positive','neutral','neutral','neutral'])[k], 0, 0.9, false, 'anger', 'none', 'en',
       text,
       ('{"evidence": "' || repeat('x', 800) || '"}')::json, 't', 0
FROM (SELECT *, 1 + floor(random() * 6)::int AS k FROM feedback) f
"""
TOPICS = """
INSERT INTO feedback_topics
SELECT feedback, 'topic' || floor(30 * random() * random()), 0.9, sentiment, received_at FROM tags
UNION SELECT feedback, 'topic' || floor(30 * random()), 0.8, 'negative', received_at FROM tags WHERE random() < 0.4
ON CONFLICT DO NOTHING
"""
LABELS = "INSERT INTO feedback_labels SELECT id, 'store', 'store' || floor(20 * random()) FROM feedback"
LISTED = """
INSERT INTO imported_customers SELECT 'c' || n, '', (ARRAY['business','private','vip'])[1 + n % 3], n, 'en', now()
FROM generate_series(0, 16000) n;
INSERT INTO imported_addresses SELECT 'c' || n, 'cust_' || n, 'email', '' FROM generate_series(0, 16000) n
"""
CASES = """
INSERT INTO cases (id, reference, state, kind, priority, owner, assignee, channel, customer, feedback, subject, text, why, topics,
                   sentiment, emotion, urgency, language, answerable, opened_at, changed_at, version, segment)
SELECT 'c' || n, 'r' || n, CASE WHEN n < :cases / 20 THEN 'in_work' ELSE 'closed' END, 'complaint', 'normal', 'o' || n % 8,
       'p' || n % 40, 'email', 'cust_' || n % 50000, 'f' || n, '', repeat('what they said ', 20), '', '[]', 'negative', 'anger',
       'none', 'en', true, :now - n * (interval '365 days' / :cases), :now - n * (interval '365 days' / :cases), 1,
       (ARRAY['business','private',''])[1 + n % 3]
FROM generate_series(0, :cases - 1) n
"""
PROMISES = """
INSERT INTO promises ("case", standard, number, due, since, policy, kept_at, late_at)
SELECT c.id, s, 0, c.opened_at + interval '2 days', c.opened_at, 'default',
       c.opened_at + random() * interval '2.2 days', CASE WHEN random() < 0.1 THEN c.opened_at + interval '2 days' END
FROM cases c, unnest(ARRAY['acknowledge','answer','resolve']) s
"""
EVENTS = """
INSERT INTO case_events SELECT c.id || s, c.id, n, s, c.opened_at + n * interval '8 hours', '', '{}'
FROM cases c, unnest(ARRAY['opened','acknowledged','started','said','resolved','closed']) WITH ORDINALITY AS x(s, n)
"""


def fill(engine: Engine, count: int, cases: int) -> None:
    """A year of messages and cases."""
    values = {"now": NOW, "count": count, "cases": cases}
    for statement in (FEEDBACK, TAGS, TOPICS, LABELS, *LISTED.split(";"), CASES, PROMISES, EVENTS):
        with writing(engine) as connection:
            connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def questions(engine: Engine) -> dict[str, Callable[[], Any]]:
    """What the pages ask, in the order of the pages."""
    clock, ours = MovableClock(NOW), standards()
    figures, cases = StoredFigures(engine, ours.hours.zone, clock), StoredCases(engine, ours)
    kept = StoredPromises(engine, ours, clock)
    since, business = NOW - timedelta(days=28), Slice(side="segment", value="business")
    history = history_of(TODAY)[0]
    return {
        "volume and mood of a year": lambda: figures.days(Slice(), *YEAR),
        "a year of one topic's complaints": lambda: figures.days(Slice("topic3", "complaint"), *YEAR),
        "a year by channel": lambda: figures.split("channel", Slice(), *YEAR),
        "a year by store": lambda: figures.split("label:store", Slice(), *YEAR),
        "a year by topic": lambda: figures.split("topic", Slice(), *YEAR),
        "the audit grid of a quarter": lambda: figures.split("topic", Slice(), *QUARTER),
        "the same for one segment": lambda: figures.split("topic", business, *QUARTER),
        "topics that jump": lambda: changes(figures.split("topic", Slice(), history, TODAY), TODAY, TODAY),
        "messages behind a topic's year": lambda: figures.messages(Slice("topic3"), *YEAR, 50),
        "messages behind a rare topic's year": lambda: figures.messages(Slice("topic29", "praise"), *YEAR, 50),
        "messages behind a segment's year": lambda: figures.messages(business, *YEAR, 50),
        "promises kept in a year": lambda: kept.kept(*YEAR),
        "the same for one segment's": lambda: kept.kept(*YEAR, "business"),
        "how long answers took": lambda: kept.reached("answer", since),
        "where cases wait": cases.waiting,
        "what came and what was done with": lambda: cases.flow(since, NOW),
    }


def timed(question: Callable[[], Any]) -> list[float]:
    """Milliseconds of each round, sorted."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        question()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def main(count: int, cases: int) -> None:
    """Fill a database, count its days, and print how long each question takes."""
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not here")
    with running_postgres(binaries) as server:
        engine = open_database(server.url(server.create()))
        upgrade_database(engine)
        fill(engine, count, cases)
        zone, clock = standards().hours.zone, MovableClock(NOW)
        print(f"{count:,} messages, {cases:,} cases; milliseconds: least, median, 95 of 100")
        began, rolled = time.perf_counter(), 0
        roller = Roller(engine, zone, clock)
        while did := roller.roll():
            rolled += did
        print(f"counting {rolled} days took {time.perf_counter() - began:.1f} s")
        with engine.connect() as connection:
            sizes = connection.execute(
                text("SELECT count(*), pg_total_relation_size('insight_cells') / 1048576 FROM insight_cells")
            )
            print("cells and their MiB:", tuple(sizes.one()))
            connection.rollback()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE insight_cells"))
        for name, question in questions(engine).items():
            times = timed(question)
            print(f"{name:40} {times[0]:8.1f} {statistics.median(times):8.1f} {times[int(ROUNDS * 0.95) - 1]:8.1f}", flush=True)
        engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
