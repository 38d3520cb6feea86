"""Customers by every channel, as many a second as is wanted, whatever the doors say."""

import http.client
import re
import smtplib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.torture.writers import ANSWER_WITHIN, BROKEN, Doors, Habits, Heard, Kind, Say, hooks, mails, texts

TAKEN_IN = {"hook": "hook 202", "text": "text 200", "mail": "mail 250", "form": "form 303"}
PUT_OFF = ("503", "451", "452", "421", BROKEN, "401")
"""What a door may say beside that: come again; 401 to hooks signed by a clock that differs just then."""
SEE_OTHER = 303
LATE = 5.0
"""Seconds: who is further behind with sending lets the rest be, as no door is to be stormed after an outage."""
AGAIN = 1.0
_NONCE = re.compile(rb'name="nonce" value="([^"]+)"')


@contextmanager
def forms(doors: Doors, heard: Heard, habits: Habits) -> Iterator[Say]:
    """People who fill in the public form: it is fetched once for each message."""
    with closing(http.client.HTTPConnection("127.0.0.1", doors.http, timeout=ANSWER_WITHIN)) as connection:
        kept: dict[int, str] = {}

        def say(number: int) -> bool:
            connection.request("GET", "/tell-us")
            page = connection.getresponse().read()
            nonce = kept.setdefault(number, _nonce_of(page))
            told = {"nonce": nonce, "text": habits.words(number), "contact": f"c{number % habits.customers}@example.com"}
            connection.request("POST", "/tell-us", urlencode(told), {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            heard.note("form", answer.status)
            if answer.status == SEE_OTHER:
                heard.acknowledged("form", nonce.partition(".")[0])
                kept.clear()
            return answer.status == SEE_OTHER

        yield say


def _nonce_of(page: bytes) -> str:
    found = _NONCE.search(page)
    if found is None:
        raise http.client.HTTPException("no form came")
    return found[1].decode()


SHARES: Mapping[Kind, float] = {hooks: 0.35, texts: 0.25, mails: 0.25, forms: 0.15}
"""Of what comes in."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages a second, over all channels and doors."""

    per_second: float

    def seconds_between(self, kind: Kind, doors: int) -> float:
        """Two messages of one sender of that kind."""
        return doors / (self.per_second * SHARES[kind])


@contextmanager
def sending(doors: Sequence[Doors], heard: Heard, habits: Habits, pace: Pace) -> Iterator[None]:
    """A sender of each kind at each of the doors, for as long as the context lasts."""
    stop = threading.Event()
    senders = [
        threading.Thread(target=_send, args=(kind, door, heard, habits, pace.seconds_between(kind, len(doors)), stop))
        for door in doors
        for kind in SHARES
    ]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        stop.set()
        for sender in senders:
            sender.join()


def _send(kind: Kind, doors: Doors, heard: Heard, habits: Habits, between: float, stop: threading.Event) -> None:
    number, due = heard.number(), time.monotonic()
    while not stop.is_set():
        try:
            with kind(doors, heard, habits) as say:
                while not stop.is_set():
                    taken = say(number)
                    number = heard.number() if taken else number
                    due = max(due + between, time.monotonic() - LATE)
                    stop.wait(max(0.0, due - time.monotonic()) if taken else AGAIN)
        except (OSError, http.client.HTTPException, smtplib.SMTPException):
            heard.note(kind.__name__.removesuffix("s"), BROKEN)
            stop.wait(AGAIN)


def odd_answers(heard: Heard) -> dict[str, int]:
    """What the doors said that they never should."""
    usual = set(TAKEN_IN.values())
    return {one: times for one, times in heard.so_far().items() if one not in usual and not one.endswith(PUT_OFF)}
