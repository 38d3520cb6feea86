"""The table: who opens how many cases or tickets a second for mails, what each costs, and what customers feel."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rich.table import Table

from benchmarks.trackers import helpdesk, ours, race, request_tracker, roundup
from benchmarks.trackers.race import Contestant, Lap

DATABASES = ("PostgreSQL", "SQLite")
AIM = 500
"""Cases a second for the register on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many mails: ours, those of the others one by one, those in a batch; issues for the register; and laps of each."""

    ours: int = 600
    singly: int = 30
    batch: int = 60
    register: int = 5000
    rounds: int = 2


QUICK = Amounts(300, 10, 20, 2000, 1)
COLUMNS = ("by mail", "a second", "slower by", "CPU ms, answered", "sent again", "HTML only", "wrong charset", "next 5")
MEANING = """CPU ms: what a mail costs until it has its ticket, then with the answer that says so; database and gateway included.
known: their customers had written before. sent again: 5 mails that come twice. refused: by a mail to the customer.
garbled: a ticket that cannot be read. no word: no ticket, and nobody is told. next 5: sent behind those two;
what is not opened then waits for good."""


def contestants(amounts: Amounts) -> list[Contestant]:
    """Ours first: the others are compared with the first of them."""
    singly, batch = amounts.singly, amounts.batch
    one_by_one, together = "one by one", f"{batch} at once"
    return [
        *(Contestant(f"golddust, {name}", amounts.ours, partial(ours.whole_way, name), warm=100) for name in DATABASES),
        Contestant(f"Request Tracker, {one_by_one}", singly, request_tracker.by_mail),
        Contestant(f"Roundup, {one_by_one}", singly, partial(roundup.by_mail, in_batches=False)),
        Contestant(f"Roundup, {together}", batch, partial(roundup.by_mail, in_batches=True)),
        Contestant(f"Roundup, {together}, known", batch, partial(roundup.by_mail, in_batches=True), known=True),
        Contestant(f"django-helpdesk, {one_by_one}", singly, partial(helpdesk.by_mail, in_batches=False)),
        Contestant(f"django-helpdesk, {together}", batch, partial(helpdesk.by_mail, in_batches=True)),
    ]


def measured(amounts: Amounts, say: Callable[[str], object]) -> Table:
    """One row each. Why a row has nothing to tell stands below."""
    alone = {f"register alone, {name}": partial(ours.register_alone, name, amounts.register) for name in DATABASES}
    mailed = {one.name: partial(race.run, one) for one in contestants(amounts)}
    best = race.race({**alone, **mailed}, amounts.rounds, say)
    title = f"Complaints by mail, until each is an open case or ticket; durable; best of {amounts.rounds}"
    table = Table(*COLUMNS, title=title, title_justify="left", caption_justify="left")
    table.columns[0].no_wrap = True
    table.caption = "\n".join([MEANING, *(f"{name}: {lap.fault}" for name, lap in best.items() if lap.fault)])
    for name in alone:
        table.add_row(name, *_speed(best[name], Lap()), f"aim: {AIM}" if "PostgreSQL" in name else "")
    table.add_section()
    for name in mailed:
        table.add_row(name, *_speed(best[name], best[next(iter(mailed))]), *_felt(best[name]))
    return table


def _speed(lap: Lap, first: Lap) -> tuple[str, ...]:
    if lap.fault:
        return "-", "-", "-"
    slower = f"{first.per_second / lap.per_second:,.1f}" if first.per_second else ""
    answered = f", {lap.answering:,.1f}" if lap.answering else ", none"
    return f"{lap.per_second:,.1f}", slower, f"{lap.opening:,.1f}{answered if lap.html_only else ''}"


def _felt(lap: Lap) -> tuple[str, ...]:
    if lap.fault:
        return ("not here" if lap.fault.startswith(race.NOT_HERE) else "failed",)
    return f"{lap.again} doubled", lap.html_only, lap.mislabelled, f"{lap.after} opened"
