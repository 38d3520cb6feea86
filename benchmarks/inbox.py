"""The inbox over a million messages: what each way of looking takes in the database. `python -m benchmarks.inbox [--rows N]`."""

import argparse
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert

from benchmarks.messages import mixed
from golddust.database.engine import open_database, upgrade_database, writing
from golddust.database.schema import contacts, feedback, feedback_topics, tags
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.identity import derived_id
from golddust.ports import Sought
from sinks.store.archive import StoredArchive
from tests.services.postgres import DURABLE, find_binaries, running_postgres

PAGE = 26
CUSTOMERS = 20_000
SEGMENTS = {"first year": 0.5, "business": 0.1, "press": 0.002}
TOPICS = {"delivery": 0.3, "price": 0.15, "staff": 0.1, "app": 0.08, "parking": 0.01, "allergens": 0.0005}
KINDS = {"complaint": 0.5, "question": 0.2, "praise": 0.15, "suggestion": 0.1, "other": 0.045, "spam": 0.005}
MOODS = {"negative": 0.5, "neutral": 0.3, "positive": 0.2}
CHANNELS = {"email": 0.4, "sms": 0.4, "form": 0.15, "hook": 0.05}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5000
SEARCHES: Mapping[str, Sought] = {
    "everything": Sought(),
    "a common kind": Sought(kind="complaint"),
    "a rare kind": Sought(kind="spam"),
    "a mood": Sought(mood="negative"),
    "a channel": Sought(channel="hook"),
    "a common topic": Sought(topic="delivery"),
    "a rare topic": Sought(topic="allergens"),
    "a topic, kind, mood and channel": Sought(topic="parking", kind="praise", mood="positive", channel="hook"),
    "a common segment": Sought(segment="first year"),
    "a rare segment": Sought(segment="press"),
    "a day": Sought(since=BEGIN + timedelta(days=100), until=BEGIN + timedelta(days=101)),
    "a day's rare kind": Sought(kind="spam", since=BEGIN + timedelta(days=100), until=BEGIN + timedelta(days=101)),
    "a common word": Sought(words="the"),
    "a word": Sought(words="refund"),
    "a rare word": Sought(words="needle77"),
    "no such word": Sought(words="xylophonic"),
    "two words": Sought(words="kettle broke"),
    "a word in a channel": Sought(words="refund", channel="hook"),
    "a common word, a rare kind": Sought(words="the", kind="spam"),
    "a word about a topic": Sought(words="late", topic="delivery"),
    "a word in a segment": Sought(words="late", segment="business"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds in the database for a page, in the middle and of the slowest in twenty."""

    median: float
    p95: float


def measure(engine: Engine, rounds: int) -> dict[str, Taken]:
    """Each way of looking: the first page, and pages farther back, in turns."""
    archive = StoredArchive(engine)
    return {name: _taken(archive, sought, rounds) for name, sought in SEARCHES.items()}


def _taken(archive: StoredArchive, sought: Sought, rounds: int) -> Taken:
    times, before = [], ""
    for number in range(rounds):
        clock = time.perf_counter()
        rows = archive.feedback(PAGE, before if number % 2 else "", sought)
        times.append((time.perf_counter() - clock) * 1000)
        before = rows[-1]["id"] if len(rows) == PAGE else ""
    return Taken(statistics.median(times), statistics.quantiles(times, n=20)[-1])


def fill(engine: Engine, count: int) -> None:
    """So many messages with their tags and topics, over a year, of customers in segments; always the same."""
    dice = random.Random(8)
    texts = mixed(20_000, 8)
    _fill_customers(engine, dice)
    numbers = iter(range(count))
    while batch := list(itertools.islice(numbers, BATCH)):
        rows = [_rows(number, dice, texts, count) for number in batch]
        with writing(engine) as connection:
            connection.execute(insert(feedback), [said for said, _, _ in rows])
            connection.execute(insert(tags), [its for _, its, _ in rows])
            if about := [topic for _, _, named in rows for topic in named]:
                connection.execute(insert(feedback_topics), about)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _fill_customers(engine: Engine, dice: random.Random) -> None:
    names = [_customer(number) for number in range(CUSTOMERS)]
    empty = {"kind": "email", "name": "", "first_seen": BEGIN, "unreachable_at": None, "unreachable_why": ""}
    segments = {name: next((one for one, share in SEGMENTS.items() if dice.random() < share), "") for name in names}
    known = {"name": "", "value": None, "language": "", "changed_at": BEGIN}
    address = {"kind": "email", "address": "x@example.com"}
    with writing(engine) as connection:
        connection.execute(insert(contacts), [{"customer": n, "address": f"{n}@example.com", **empty} for n in names])
        connection.execute(insert(imported_customers), [{"id": n, "segment": s, **known} for n, s in segments.items()])
        connection.execute(insert(imported_addresses), [{"id": n, "customer": n, **address} for n in names])


def _customer(number: int) -> str:
    return f"cust_{number:06d}"


def _rows(number: int, dice: random.Random, texts: list[str], count: int) -> tuple[dict, dict, list[dict]]:
    key, at = derived_id("inbox", str(number)), BEGIN + timedelta(days=365) * (number / count)
    text = f"{dice.choice(texts)} {f'needle{number % 100}' if number % 1000 == 0 else ''}"
    kind, mood = _drawn(dice, KINDS), _drawn(dice, MOODS)
    said = {
        **dict.fromkeys(("external_id", "full_text", "subject", "message_id", "original", "authentication", "service"), ""),
        "id": key,
        "channel": _drawn(dice, CHANNELS),
        "source": "feedback@example.com",
        "received_at": at,
        "customer": _customer(dice.randrange(CUSTOMERS)),
        "text": text,
        "rating": None,
        "attachments": [],
        "thread": {},
        "automatic": None,
        "command": None,
        "suspect": False,
        "problems": [],
        "revision": 0,
    }
    named = [topic for topic, share in TOPICS.items() if dice.random() < share]
    topics = [{"name": one, "confidence": 0.9, "evidence": ["late"], "sentiment": mood} for one in named]
    sure = {"confidence": 0.9, "evidence": ["late"]}
    event = {"kind": {"label": kind, **sure}, "sentiment": {"label": mood, "score": 0.5, "unsure": False, **sure}}
    event |= {"emotion": {"label": "neutral", **sure}, "urgency": {"level": "none", "reasons": []}, "topics": topics}
    its = {
        "feedback": key,
        "event": key,
        "received_at": at,
        "kind": kind,
        "kind_confidence": 0.9,
        "sentiment": mood,
        "sentiment_score": 0.5,
        "sentiment_confidence": 0.9,
        "unsure": False,
        "emotion": "neutral",
        "urgency": "none",
        "language": "en",
        "redacted": text,
        "tags": event,
        "tagger": "bench",
        "revision": 0,
    }
    about = [{"feedback": key, "topic": t, "confidence": 0.9, "sentiment": mood, "received_at": at} for t in named]
    return said, its, about


def _drawn(dice: random.Random, shares: Mapping[str, float]) -> str:
    return dice.choices(list(shares), list(shares.values()))[0]


@contextmanager
def database_on(name: str) -> Iterator[Engine]:
    """An empty database of either kind, durable."""
    with TemporaryDirectory(prefix="golddust-bench-") as folder:
        if name == "SQLite":
            yield _opened(f"sqlite:///{Path(folder) / 'store.sqlite3'}")
            return
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("there is no PostgreSQL here; install Debian's package `postgresql`")
        with running_postgres(binaries, DURABLE) as server:
            engine = _opened(server.url(server.create()))
            yield engine
            engine.dispose()


def _opened(url: str) -> Engine:
    engine = open_database(url)
    upgrade_database(engine)
    return engine


def main() -> None:
    """Fill each database, then measure, and print a record a line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--on", choices=["SQLite", "PostgreSQL"], nargs="*", default=["PostgreSQL", "SQLite"])
    options = asked.parse_args()
    for name in options.on:
        with database_on(name) as engine:
            clock = time.perf_counter()
            fill(engine, options.rows)
            sys.stderr.write(f"{name}: {options.rows} rows in {time.perf_counter() - clock:.0f} s\n")
            for search, taken in measure(engine, options.rounds).items():
                told = {"database": name, "rows": options.rows, "search": search}
                print(json.dumps({**told, "median_ms": round(taken.median, 1), "p95_ms": round(taken.p95, 1)}), flush=True)


if __name__ == "__main__":
    main()
