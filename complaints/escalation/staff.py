"""Who of the staff holds a role now: who is on call, on leave, somebody's deputy, at work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.promises.calendar import WorkingHours, working_times
from golddust.ports import Colleague

ALWAYS = "always"
"""The hours of somebody who may be told at any time."""
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leave:
    """From the first to the last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff. `hours` names a calendar, or is "always"; `hook_secret` is the file with what signs their hook."""

    name: str
    full_name: str = ""
    mail: str = ""
    phone: str = ""
    hours: str = ""
    leave: tuple[Leave, ...] = ()
    deputy: str = ""
    hook: str = ""
    hook_secret: str = ""

    @property
    def called(self) -> str:
        """What people call them."""
        return self.full_name or self.name

    def back_on(self, day: date) -> date | None:
        """The first day after the leave that the day falls into; None when there is none. Leaves may follow each other."""
        back = day
        while found := next((leave for leave in self.leave if leave.first <= back <= leave.last), None):
            back = found.last + DAY
        return back if back > day else None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call from the first to the last day, both included, whatever the weeks say."""

    first: date
    last: date
    person: str


@dataclass(frozen=True, slots=True)
class Role:
    """People in the order in which they are asked; `weeks` takes turns being on call, a week each, from the Monday `since`."""

    name: str
    people: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    since: date = date(2026, 1, 5)
    duties: tuple[Duty, ...] = ()

    def on_call(self, day: date) -> tuple[str, date] | None:
        """Who is on call that day, and the first day on which they are not any more."""
        for duty in self.duties:
            if duty.first <= day <= duty.last:
                return duty.person, duty.last + DAY
        if not self.weeks:
            return None
        week = (day - self.since) // WEEK
        return self.weeks[week % len(self.weeks)], self.since + (week + 1) * WEEK

    @property
    def named(self) -> tuple[str, ...]:
        """Everybody who may come to hold it, but for deputies."""
        return tuple(dict.fromkeys((*self.people, *self.weeks, *(duty.person for duty in self.duties))))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a role now, and why it is they; `person` is None when nobody can be reached."""

    person: Person | None
    via: str


@dataclass(frozen=True, slots=True)
class Staff:
    """The directory. Of the calendars the first is the company's own, in whose time zone days of the rota begin.

    It keeps `golddust.ports.StaffDirectory`, but for `above`, which takes a ladder.
    """

    calendars: Mapping[str, WorkingHours]
    people: Mapping[str, Person] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)

    def holder(self, role: str, now: datetime) -> Holder:
        """Who holds the role: whoever is on call; else the first who is at work; else the first who is not on leave.

        Who is on leave is stood in for by the deputy, and a deputy on leave by theirs. Never raises, whatever the role.
        """
        known = self.roles.get(role, Role(role))
        if not known.named:
            return Holder(None, f"nobody is named for the role {role}")
        on_call = self._on_call(known, now)
        if on_call and on_call.person:
            return on_call
        found = [self._standing_for(name, now) for name in known.named]
        there = [holder for holder in found if holder.person]
        if not there:
            return Holder(None, "; ".join(dict.fromkeys(holder.via for holder in found)))
        at_work = next((one for one in there if one.person and self._begins(one.person, now) <= now), None)
        return at_work or self._waiting(there[0], now)

    def has_people(self, role: str) -> bool:
        """Whether anybody is named for it."""
        return role in self.roles and bool(self.roles[role].named)

    def colleague(self, person: str) -> Colleague | None:
        """How somebody is reached; None when nobody of that name is in the directory."""
        known = self.people.get(person)
        if known is None:
            return None
        return Colleague(known.name, known.called, known.mail, known.phone, known.hook, known.hook_secret)

    def at_work_from(self, person: str, now: datetime) -> datetime:
        """When their working time begins; now while they are at work, or are not known."""
        known = self.people.get(person)
        return self._begins(known, now) if known else now

    def zone(self, person: Person | None = None) -> ZoneInfo:
        """The time zone in which somebody works; the company's for those who work at any hour."""
        return self._hours(person.hours if person else "").zone

    def _on_call(self, role: Role, now: datetime) -> Holder | None:
        duty = role.on_call(_day(now, self.zone()))
        if duty is None:
            return None
        name, until = duty
        found = self._standing_for(name, now)
        return Holder(found.person, f"{found.via}, on call until {_written(until)}") if found.person else found

    def _standing_for(self, name: str, now: datetime) -> Holder:
        """The person, or who stands in: the deputy's deputy where the deputy is away, until one is there or the circle closes."""
        away: dict[str, str] = {}
        person: Person | None = self.people[name]
        while person and person.name not in away:
            back = person.back_on(_day(now, self.zone(person)))
            if back is None:
                return Holder(person, ", ".join([person.called, *(f"deputy of {words}" for words in reversed(away.values()))]))
            away[person.name] = f"{person.called} who is on leave until {_written(back)}"
            person = self.people.get(person.deputy)
        return Holder(None, " and ".join(words.replace(" who is ", " is ", 1) for words in away.values()))

    def _waiting(self, holder: Holder, now: datetime) -> Holder:
        begins = self._begins(holder.person, now) if holder.person else now
        local = begins.astimezone(self.zone(holder.person))
        return Holder(holder.person, f"{holder.via}, whose working hours begin on {_written(local.date())} at {local:%H:%M}")

    def _begins(self, person: Person, now: datetime) -> datetime:
        if person.hours == ALWAYS:
            return now
        return next(working_times(now, self._hours(person.hours)))[0]

    def _hours(self, name: str) -> WorkingHours:
        return self.calendars.get(name) or next(iter(self.calendars.values()))


def _day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(UTC).astimezone(zone).date()


def _written(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
