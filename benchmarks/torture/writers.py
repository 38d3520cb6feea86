"""Customers and their providers: each sends one new message after another, and one that was not acknowledged again."""

import http.client
import smtplib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

import msgspec

from benchmarks import requests
from benchmarks.messages import message

ANSWER_WITHIN = 20.0
BROKEN = "broken off"
ACCEPTED, OK, MAIL_OK = 202, 200, 250


class Doors(Protocol):
    """Where messages are taken in."""

    @property
    def http(self) -> int:
        """The public door's port."""

    @property
    def smtp(self) -> int:
        """The port for mail."""

    @property
    def url(self) -> str:
        """What Twilio signs."""


@dataclass(slots=True)
class Heard:
    """What the doors said: the acknowledged messages by the name each can be found under, and every answer, counted."""

    hooks: set[str] = field(default_factory=set)  # feedback ids
    mails: set[str] = field(default_factory=set)  # feedback ids
    texts: set[str] = field(default_factory=set)  # MessageSids
    forms: set[str] = field(default_factory=set)  # what each form's nonce stands for
    answers: Counter[str] = field(default_factory=Counter)  # "hook 202", "mail 452", "text broken off"
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        return len(self.hooks) + len(self.mails) + len(self.texts) + len(self.forms)

    def number(self) -> int:
        """One that no message had yet."""
        with self.lock:
            return next(self.numbers)

    def note(self, kind: str, answer: object) -> None:
        """Count an answer."""
        with self.lock:
            self.answers[f"{kind} {answer}"] += 1

    def acknowledged(self, kind: str, name: str) -> None:
        """Remember what was taken in."""
        with self.lock:
            {"hook": self.hooks, "mail": self.mails, "text": self.texts, "form": self.forms}[kind].add(name)

    def so_far(self) -> Counter[str]:
        """The answers until now."""
        with self.lock:
            return Counter(self.answers)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the writers go about it: seconds between two messages of one, their words, and the time that they sign with.

    `customers`: how many write mails and hooks, a tenth as many by phone.
    """

    pace: float = 0.02
    words: Callable[[int], str] = message
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    customers: int = requests.CUSTOMERS


Say = Callable[[int], bool]
"""Sends the message of that number; whether it was acknowledged."""
Kind = Callable[[Doors, Heard, Habits], AbstractContextManager[Say]]


@contextmanager
def hooks(doors: Doors, heard: Heard, habits: Habits) -> Iterator[Say]:
    """A shop that tells of what its customers wrote; each is a matter of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", doors.http, timeout=ANSWER_WITHIN)) as connection:

        def say(number: int) -> bool:
            status, told = post(
                connection, "/hooks/shop", requests.hook(number, habits.words(number), habits.now(), habits.customers)
            )
            heard.note("hook", status)
            if status == ACCEPTED:
                heard.acknowledged("hook", msgspec.json.decode(told)["id"])
            return status == ACCEPTED

        yield say


@contextmanager
def texts(doors: Doors, heard: Heard, habits: Habits) -> Iterator[Say]:
    """A provider of text messages."""
    with closing(http.client.HTTPConnection("127.0.0.1", doors.http, timeout=ANSWER_WITHIN)) as connection:

        def say(number: int) -> bool:
            status, _ = post(
                connection,
                "/sms/twilio",
                requests.text_message(number, doors.url, habits.words(number), phones=habits.customers // 10),
            )
            heard.note("text", status)
            if status == OK:
                heard.acknowledged("text", f"SM{number:032x}")
            return status == OK

        yield say


def post(connection: http.client.HTTPConnection, path: str, request: bytes) -> tuple[int, bytes]:
    """Send a request made by `benchmarks.requests` over a kept connection: the status and the body."""
    head, _, body = request.partition(b"\r\n\r\n")
    pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
    connection.request("POST", path, body, {name: value for name, value in pairs if name not in ("Host", "Content-Length")})
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextmanager
def mails(doors: Doors, heard: Heard, habits: Habits) -> Iterator[Say]:
    """A mail server."""
    with smtplib.SMTP("127.0.0.1", doors.smtp, timeout=ANSWER_WITHIN) as door:
        door.ehlo("load.example.com")

        def say(number: int) -> bool:
            code, words = _hand_over(door, requests.mail(number, habits.words(number), habits.customers))
            heard.note("mail", code)
            if code == MAIL_OK:
                heard.acknowledged("mail", words.decode().split()[-1])
            return code == MAIL_OK

        yield say


def _hand_over(door: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    """What the door says in the end, or where it stops us."""
    for code, words in (door.mail("ann@example.com"), door.rcpt("feedback@localhost")):
        if code != MAIL_OK:
            door.rset()
            return code, words
    try:
        return door.data(mail)
    except smtplib.SMTPDataError as put_off:
        door.rset()
        return put_off.smtp_code, b""


ALL: Sequence[Kind] = (hooks, mails, texts, hooks)


@contextmanager
def writing(doors: Sequence[Doors], heard: Heard, habits: Habits, kinds: Sequence[Kind] = ALL) -> Iterator[None]:
    """A writer of each kind at each of the doors, for as long as the context lasts."""
    stop = threading.Event()
    writers = [threading.Thread(target=_write, args=(kind, door, heard, habits, stop)) for door in doors for kind in kinds]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def _write(kind: Kind, doors: Doors, heard: Heard, habits: Habits, stop: threading.Event) -> None:
    number = heard.number()
    while not stop.is_set():
        try:
            with kind(doors, heard, habits) as say:
                while not stop.is_set():
                    if say(number):
                        number = heard.number()
                    stop.wait(habits.pace)
        except (OSError, http.client.HTTPException, smtplib.SMTPException):
            heard.note(kind.__name__.removesuffix("s"), BROKEN)
            stop.wait(0.05)  # killed under our hands: that is the point
