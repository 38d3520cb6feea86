"""Throws at door after door, and counts at the end: what was promised is there, and nothing has fallen over."""

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from benchmarks import requests
from benchmarks.processes import Running, session
from benchmarks.thrown import inside, mail, outside, topics
from benchmarks.thrown.evidence import marks, put, said_wrong, smuggled
from benchmarks.thrown.ground import Ground
from benchmarks.thrown.throw import Answer, Throw, fault_in, replied, thrown
from benchmarks.thrown.topics import Raw
from cli.wiring.conserving import accounts_now, letters_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.letters import kind_of
from golddust.records import Entry

Make = Callable[[int, random.Random, Ground], Throw]
AT_ONCE = 8
A_THOUSAND = 1000
MAKERS: Mapping[str, Make] = {
    "smtp": mail.conversation,
    "sms": outside.text_message,
    "hook": outside.hook,
    "form": outside.form,
    "api": inside.api,
    "page": inside.page,
    "sse": inside.stream,
}
DOORS = (*MAKERS, "topics")
_SETTLES_WITHIN = 600.0


@dataclass(slots=True)
class Report:
    """What was thrown and what came of it, by door; and what went wrong."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)
    promised: set[bytes] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{door}: {counts.total()} thrown; "
            + ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
            + (f"; the slowest took {self.slowest[door]:.2f} s" if door in self.slowest else "")
            for door, counts in self.counts.items()
        ]
        return "\n".join([*lines, f"{len(self.promised)} promises held against the log; {len(self.faults)} faults"])


class Campaign:
    """One golddust and those who throw at it. `keep`: where what went wrong is kept. `say`: told how far it came."""

    def __init__(self, running: Running, seed: str, keep: Path, say: Callable[[str], object]) -> None:
        self._running = running
        self._seed = seed
        self._keep = keep
        self._say = say
        self._ground = Ground(running)
        self._report = Report()
        self._good = 0
        self._processes: set[int] = set()

    def go(self, doors: Iterable[str], numbers: Sequence[int]) -> Report:
        """Throw at these doors, then count."""
        self._ground.token = self._token()
        self._ground.sign_in()
        self._speak_well()
        self._processes = set(session(self._running.pid))
        for door in doors:
            self._at_topics(numbers) if door == "topics" else self._at(door, numbers)
            self._speak_well()
            self._still_stands(door)
            with closing(self._installation()) as installation:
                self._settle(installation)  # what came in through one door does not slow the next one down
        self._count()
        return self._report

    def _token(self) -> str:
        scopes = ("read:feedback", "read:cases", "write:cases")
        words = self._running.command("token", "add", "thrower", *(word for scope in scopes for word in ("--scope", scope)))
        done = subprocess.run(  # noqa: S603 - our own program
            words, env=self._running.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.split()[-1]

    def _speak_well(self) -> None:
        """A good message by each channel, which must come through."""
        self._good += 1
        mark = b"thrown-good-%d" % self._good
        words = f"My parcel has not arrived, and nobody answers. {mark.decode()}"
        for made in (
            requests.hook(10**6 + self._good, words),
            requests.text_message(10**6 + self._good, self._running.url, words),
        ):
            head, _, body = made.partition(b"\r\n\r\n")
            answer = thrown(Throw("good", "http", (head + b"\r\nConnection: close\r\n\r\n" + body,)), self._ground.ports)
            if answer.status not in (200, 202):
                self._report.faults.append(f"a good message was answered {answer.status}: {answer.data[-200:]!r}")
        sent = requests.mail(10**6 + self._good, words) + b"\r\n.\r\n"
        pieces = (
            b"EHLO x\r\n",
            b"MAIL FROM:<ann@example.com>\r\n",
            b"RCPT TO:<feedback@localhost>\r\n",
            b"DATA\r\n",
            sent,
            b"QUIT\r\n",
        )
        codes = replied(thrown(Throw("good", "smtp", pieces), self._ground.ports))
        if codes[-2:] != [b"250", b"221"]:
            self._report.faults.append(f"a good mail was answered {codes}")
        self._report.promised.add(mark)
        self._ground.refresh()

    def _at(self, door: str, numbers: Sequence[int]) -> None:
        counts = self._report.counts.setdefault(door, Counter())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in batched(numbers, A_THOUSAND):
                throws = (MAKERS[door](number, dice_of(self._seed, door, number), self._ground) for number in some)
                for number, throw, answer in pool.map(self._one, some, throws):
                    self._heard(number, throw, answer, counts)
                self._say(f"{door}: {counts.total()} thrown, {len(self._report.faults)} faults")
                if door == "page":
                    self._ground.sign_in()
                self._speak_well()

    def _one(self, number: int, throw: Throw) -> tuple[int, Throw, Answer]:
        return number, throw, thrown(throw, self._ground.ports)

    def _heard(self, number: int, throw: Throw, answer: Answer, counts: Counter[str]) -> None:
        promises = _promises(throw, answer)
        counts["taken in" if promises else _name(throw, answer)] += 1
        self._report.slowest[throw.door] = max(answer.seconds, self._report.slowest.get(throw.door, 0.0))
        if promises and throw.mark and any(throw.mark in piece for piece in throw.pieces):
            self._report.promised.add(throw.mark)
        if fault := fault_in(throw, answer):
            file = self._keep / f"{throw.door}-{number}.bin"
            file.write_bytes(b"".join(throw.pieces) + b"\n--- was answered\n" + answer.data)
            again = f"--doors {throw.door} --seed {self._seed} --only {number}"
            self._report.faults.append(f"{throw.door} {throw.route}: {fault} ({file}; {again})")

    def _at_topics(self, numbers: Sequence[int]) -> None:
        counts = self._report.counts.setdefault("topics", Counter())
        with closing(self._installation()) as installation:
            self._settle(installation)
            self._ground.refresh()  # what good records say of a case, they say of one that is there by now
            for some in batched(topics.records(f"{self._seed}/topics", len(numbers), self._ground.case), 500):
                put(installation, some)
                counts["odd"] += sum(isinstance(one, Raw) for one in some)
                counts["good"] += sum(isinstance(one, Entry) for one in some)
        self._say(f"topics: {counts['odd']} odd and {counts['good']} good records put there")

    def _installation(self) -> Installation:
        with _environment(self._running.environment):
            return Installation(load(None, {"data_dir": str(self._running.data)}).settings)

    def _still_stands(self, door: str) -> None:
        now = set(session(self._running.pid))
        if self._running.process is None or self._running.process.poll() is not None or self._processes - now:
            self._report.faults.append(f"{door}: {len(self._processes - now)} processes ended")
            self._processes = now

    def _count(self) -> None:
        with closing(self._installation()) as installation:
            self._settle(installation)
            self._still_stands("at the end")
            self._report.faults += list(smuggled(installation.log))
            missing = self._report.promised - marks(installation.log)
            self._report.faults += [f"{len(missing)} promises were not kept, such as {sorted(missing)[:3]}"] if missing else []
            letters = letters_of(installation).all()
            for account in accounts_now(installation, letters):
                if account.gap or account.waiting:
                    self._report.faults.append(f"{account.stage}: {account.gap} records missing, {account.waiting} waiting")
            reasons = Counter(f"{letter.stage}: {kind_of(letter.reason)}" for letter in letters)
            self._report.counts["dead letters"] = reasons
            given_up = Counter(f"{one.stage}: {one.reason}" for one in letters if kind_of(one.reason) in ("given_up", "refused"))
            self._report.counts["dead letters, other"] = given_up
        self._report.faults += list(said_wrong(self._running.data.with_suffix(".log")))

    def _settle(self, installation: Installation) -> None:
        """Wait until every stage has dealt with what is there, or one does not get on."""
        deadline = installation.clock.monotonic() + _SETTLES_WITHIN
        while any(one.waiting for one in accounts_now(installation)) and installation.clock.monotonic() < deadline:
            self._say(
                "waiting for " + ", ".join(f"{one.stage} {one.waiting}" for one in accounts_now(installation) if one.waiting)
            )
            time.sleep(2)


def dice_of(seed: str, door: str, number: int) -> random.Random:
    """What decides about this one."""
    return random.Random(f"{seed}/{door}/{number}")


def batched(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Pieces of so many."""
    left = iter(things)
    while piece := list(islice(left, size)):
        yield piece


def _promises(throw: Throw, answer: Answer) -> bool:
    """Whether the sender was told that it is kept."""
    if throw.door == "smtp":
        codes = replied(answer)
        return any(first == b"354" and then == b"250" for first, then in pairwise(codes))
    if throw.door == "hook":
        return answer.status == HTTPStatus.ACCEPTED and b'"duplicate":false' in answer.data.replace(b" ", b"")
    if throw.door == "sms":
        return answer.status == HTTPStatus.OK and throw.route == "/sms/twilio"
    return throw.door == "form" and answer.status == HTTPStatus.SEE_OTHER


def _name(throw: Throw, answer: Answer) -> str:
    """What the answer is counted as."""
    if throw.door == "smtp":
        codes = replied(answer)
        return f"last {codes[-1].decode('latin-1')}" if codes else "hung up on"
    return str(answer.status) if answer.status else "hung up on"


@contextmanager
def _environment(given: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
