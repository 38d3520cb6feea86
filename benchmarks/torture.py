"""Kills everything under load, again and again, and then counts: each acknowledged message is there exactly once.

python -m benchmarks.torture --rounds 20
"""

import argparse
import http.client
import random
import smtplib
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from benchmarks import requests
from benchmarks.processes import Running
from golddust.bus.sqlite import SqliteLog
from golddust.clock import SystemClock
from golddust.letters import Letters

WRITERS = 4
DRAIN_WITHIN = 180.0
STAGES = ("receive", "tag", "store", "complaints", "replies")


@dataclass(slots=True)
class Acknowledged:
    """What the doors took in, by the name each message can be found under."""

    hooks: set[str] = field(default_factory=set)  # feedback ids
    mails: set[str] = field(default_factory=set)  # feedback ids
    texts: set[str] = field(default_factory=set)  # MessageSids
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        return len(self.hooks) + len(self.mails) + len(self.texts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `faults` is empty when every promise held."""

    acknowledged: int
    stored: int
    cases: int
    faults: tuple[str, ...]


def torture(rounds: int, folder: Path, say: Callable[[str], None], seed: int = 0) -> Verdict:
    """Start, load, kill -9 the process group at a random moment, and so on; then start once more, wait, and count."""
    dice = random.Random(seed)
    running, acknowledged, numbers = Running(folder / "data"), Acknowledged(), iter(range(1, 1 << 60))
    for number in range(1, rounds + 1):
        running.start()
        stop = threading.Event()
        writers = [
            threading.Thread(target=_write, args=(kind, running, acknowledged, numbers, stop))
            for kind in (_hooks, _mails, _texts, _hooks)[:WRITERS]
        ]
        for writer in writers:
            writer.start()
        time.sleep(dice.uniform(0.3, 3.0))
        running.kill()
        stop.set()
        for writer in writers:
            writer.join()
        say(f"round {number}: killed; {len(acknowledged)} acknowledged so far")
    running.start()
    try:
        _wait_until_drained(folder / "data")
    finally:
        running.stop()
    return _count(folder / "data", acknowledged)


def _write(
    kind: Callable[..., None], running: Running, acknowledged: Acknowledged, numbers: object, stop: threading.Event
) -> None:
    while not stop.is_set():
        try:
            kind(running, acknowledged, numbers, stop)
        except (OSError, http.client.HTTPException, smtplib.SMTPException):
            time.sleep(0.02)  # killed under our hands: that is the point


def _next(numbers: object) -> int:
    return next(numbers)  # type: ignore[call-overload,no-any-return] # an iterator shared by threads; range's is atomic


def _hooks(running: Running, acknowledged: Acknowledged, numbers: object, stop: threading.Event) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", running.http, timeout=20)) as connection:
        while not stop.is_set():
            status, told = _post(connection, "/hooks/shop", requests.hook(_next(numbers)))
            if status == 202:  # noqa: PLR2004
                with acknowledged.lock:
                    acknowledged.hooks.add(msgspec.json.decode(told)["id"])


def _texts(running: Running, acknowledged: Acknowledged, numbers: object, stop: threading.Event) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", running.http, timeout=20)) as connection:
        while not stop.is_set():
            number = _next(numbers)
            if _post(connection, "/sms/twilio", requests.text_message(number, running.url))[0] == 200:  # noqa: PLR2004
                with acknowledged.lock:
                    acknowledged.texts.add(f"SM{number:032x}")


def _post(connection: http.client.HTTPConnection, path: str, request: bytes) -> tuple[int, bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
    connection.request("POST", path, body, {name: value for name, value in pairs if name not in ("Host", "Content-Length")})
    answer = connection.getresponse()
    return answer.status, answer.read()


def _mails(running: Running, acknowledged: Acknowledged, numbers: object, stop: threading.Event) -> None:
    with smtplib.SMTP("127.0.0.1", running.smtp, timeout=20) as door:
        door.ehlo("load.example.com")
        while not stop.is_set():
            door.mail("ann@example.com")
            door.rcpt("feedback@localhost")
            code, words = door.data(requests.mail(_next(numbers)))
            if code == 250:  # noqa: PLR2004
                with acknowledged.lock:
                    acknowledged.mails.add(words.decode().split()[-1])


def _wait_until_drained(data: Path) -> None:
    log = SqliteLog(data / "log.sqlite3")
    deadline = time.monotonic() + DRAIN_WITHIN
    try:
        while not _is_drained(log) or _outbox(data):
            if time.monotonic() > deadline:
                raise TimeoutError(f"stages are stuck: {log.standings()}, outbox {_outbox(data)}")
            time.sleep(0.2)
        time.sleep(1.0)
    finally:
        log.close()


def _is_drained(log: SqliteLog) -> bool:
    """Whether every stage has begun, and none has anything left to read."""
    lags = {standing.group: standing.lag for standing in log.standings()}
    return set(STAGES) <= set(lags) and not any(lags.values())


def _outbox(data: Path) -> int:
    return int(_ask(data, "SELECT count(*) FROM outbox")[0][0])


def _ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(data / "store.sqlite3", timeout=30)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _count(data: Path, acknowledged: Acknowledged) -> Verdict:
    faults: list[str] = []
    stored = _ask(data, "SELECT id, external_id FROM feedback")
    ids, external = {row[0] for row in stored}, Counter(row[1] for row in stored)
    lost = (acknowledged.hooks | acknowledged.mails) - ids
    lost_texts = {sid for sid in acknowledged.texts if not external[sid]}
    faults += [f"{len(lost) + len(lost_texts)} acknowledged messages are not stored"] if lost or lost_texts else []
    faults += [f"{n} rows for one text message" for sid, n in external.items() if str(sid).startswith("SM") and n > 1]
    faults += _unequal(data)
    faults += _doubled(data)
    cases = int(_ask(data, "SELECT count(*) FROM cases")[0][0])
    return Verdict(len(acknowledged), len(ids), cases, tuple(faults))


def _unequal(data: Path) -> list[str]:
    untagged = _ask(data, "SELECT count(*) FROM feedback f LEFT JOIN tags t ON t.feedback = f.id WHERE t.feedback IS NULL")
    orphans = _ask(data, "SELECT count(*) FROM tags t LEFT JOIN feedback f ON f.id = t.feedback WHERE f.id IS NULL")
    unanswered = _ask(
        data,
        "SELECT count(*) FROM tags t LEFT JOIN cases c ON c.feedback = t.feedback"
        " WHERE c.id IS NULL AND t.kind IN ('complaint', 'question', 'suggestion')",
    )
    named = (("feedback without tags", untagged), ("tags without feedback", orphans), ("complaints without a case", unanswered))
    return [f"{rows[0][0]} {name}" for name, rows in named if rows[0][0]]


def _doubled(data: Path) -> list[str]:
    """Each event once on its topic, and nothing among the dead letters."""
    log, faults = SqliteLog(data / "log.sqlite3"), []
    try:
        for topic in ("feedback.received", "feedback.tagged", "feedback.issues", "complaints.events", "replies.requested"):
            reader, seen = log.browse(topic, None), Counter[str]()
            while page := reader.read(5000, 0):
                seen.update(record.headers["ce_id"] for record in page)
            reader.close()
            doubled = sum(count > 1 for count in seen.values())
            faults += [f"{doubled} events lie twice on {topic}"] if doubled else []
        parked = Letters(log, SystemClock().now).parked()
        faults += [f"{len(parked)} dead letters, the first: {parked[0].reason}"] if parked else []
    finally:
        log.close()
    return faults


def main() -> None:
    """Run it and exit with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golddust-torture-") as folder:
        verdict = torture(options.rounds, Path(folder), print, options.seed)
    print(f"{options.rounds} kills: {verdict.acknowledged} acknowledged, {verdict.stored} stored, {verdict.cases} cases")
    for fault in verdict.faults:
        print("FAULT:", fault)
    sys.exit(bool(verdict.faults))


if __name__ == "__main__":
    main()
