"""Whom a notice goes to, and by which ways: asked of the directory when it comes, and again where somebody is not reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from golddust.events import StaffNotice
from golddust.ports import Colleague, StaffDirectory

CONSOLE = "console"
MAIL, TEXT, HOOK = "mail", "sms", "hook"
DIGEST = "digest"
"""The weekly digest, which goes by mail as well and is written when it is sent (`weekly.py`)."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice by one way to somebody who holds this role; by way of the console there is nobody. `from_`: not before then."""

    role: str
    person: str
    way: str
    from_: datetime


def addressed(notice: StaffNotice, directory: StaffDirectory, now: datetime) -> tuple[Addressed, ...]:
    """Every way that the notice takes.

    What is urgent takes all ways to the person at once; where they have none, or nobody holds the role, it is for the next role
    above. The rest takes mail, or the hook of who has no mail, in the person's working hours. What reaches nobody is only shown.
    """
    person = notice.person if directory.colleague(notice.person) else directory.holder_of(notice.role, now)
    found = _ways(notice.role, person, directory, now, urgent=notice.urgent)
    if not found and notice.urgent:
        found = next_addressed(notice.role, {person}, directory, now)
    return found or (Addressed(notice.role, person, CONSOLE, now),)


def next_addressed(role: str, tried: Collection[str], directory: StaffDirectory, now: datetime) -> tuple[Addressed, ...]:
    """The ways to who holds the next role above and was not tried; () when there is nobody left."""
    seen = {role}
    while (role := directory.above(role)) and role not in seen:
        seen.add(role)
        person = directory.holder_of(role, now)
        if person not in tried and (found := _ways(role, person, directory, now, urgent=True)):
            return found
    return ()


def way_to(colleague: Colleague, way: str) -> str:
    """Their address for that way; "" when they have none."""
    return {MAIL: colleague.mail, DIGEST: colleague.mail, TEXT: colleague.phone, HOOK: colleague.hook}.get(way, "")


def _ways(role: str, person: str, directory: StaffDirectory, now: datetime, *, urgent: bool) -> tuple[Addressed, ...]:
    colleague = directory.colleague(person)
    if colleague is None:
        return ()
    has = [way for way in (MAIL, TEXT, HOOK) if way_to(colleague, way)]
    if urgent:
        return tuple(Addressed(role, person, way, now) for way in has)
    patient = [way for way in has if way != TEXT][:1]
    return tuple(Addressed(role, person, way, directory.at_work_from(person, now)) for way in patient)
