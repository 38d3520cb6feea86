"""What each stage has read and written since the log was made, counted in the transactions that do so."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

TABLE = """
CREATE TABLE tallies (
    stage TEXT NOT NULL, topic INTEGER NOT NULL, read INTEGER NOT NULL, written INTEGER NOT NULL, PRIMARY KEY (stage, topic)
) WITHOUT ROWID;
"""
BEGIN_WRITTEN = "INSERT INTO tallies SELECT '', topic, 0, count(*) FROM records GROUP BY topic"
BEGIN_READ = """
INSERT INTO tallies SELECT p.consumers, p.topic, count(*), 0 FROM positions p JOIN json_each(p.next) n
JOIN records r ON r.topic = p.topic AND r.partition = n.key AND r.position < n.value GROUP BY p.consumers, p.topic
"""
ADD = (
    "INSERT INTO tallies VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET read = read + excluded.read, written = written + excluded.written"
)
ALL = "SELECT y.stage, t.name, y.read, y.written FROM tallies y JOIN topics t ON t.number = y.topic ORDER BY y.stage, t.name"


def prepare(connection: sqlite3.Connection) -> None:
    """Make the table where it is missing; a log from before it was counted begins with what lies on it."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tallies'").fetchone():
        connection.executescript(f"BEGIN IMMEDIATE; {TABLE} {BEGIN_WRITTEN}; {BEGIN_READ}; COMMIT;")


def begin_anew(connection: sqlite3.Connection) -> None:
    """Forget what was counted, and begin with what lies on the log."""
    connection.execute("DELETE FROM tallies")
    connection.execute(BEGIN_WRITTEN)


def add(connection: sqlite3.Connection, stage: str, read: Mapping[int, int], written: Iterable[int]) -> None:
    """Count records read, by topic number, and records written, each by its topic's number."""
    wrote = Counter(written)
    rows = [(stage, topic, read.get(topic, 0), wrote[topic]) for topic in read.keys() | wrote.keys()]
    connection.executemany(ADD, rows)
