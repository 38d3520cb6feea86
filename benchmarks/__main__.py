"""Measures side by side in one run, because machines are noisy: read the ratios, not the figures. `make bench`."""

import argparse
import logging
import sys
from dataclasses import replace

import structlog
from rich.console import Console
from rich.table import Table

from benchmarks import cases, doors, mail, mail_speed, pages, pipeline, streams, tagging, web
from benchmarks.said import Amounts
from benchmarks.trackers import show as trackers

LONG = 1_000_000
WIDE = 130
PARTS = ("doors", "web", "mail", "tagging", "pipeline", "memory", "cases", "trackers", "pages", *streams.TABLES)


def main() -> None:
    """Run everything, or the parts asked for, and print what was measured."""
    options = _options()
    quick, parts = options.quick, _parts(options.only)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
    )  # tables only, unless something is wrong
    count, rounds = (2000, 1) if quick else (6000, 3)
    screen = Console() if sys.stdout.isatty() else Console(width=WIDE)
    screen.print(f"golddust, {doors.machine()}; best of {rounds}, where no table says otherwise, taken in turns\n")
    if "doors" in parts:
        _web(screen, count, rounds)
        _doors(screen, count, rounds)
    elif "web" in parts:
        _web(screen, count, rounds)
    if "mail" in parts:
        _mail(screen, rounds)
    if "tagging" in parts:
        _tagging(screen, 500 if quick else 1000, rounds)
    if "pipeline" in parts:
        _pipeline(screen, 2000 if quick else 10000)
    if "memory" in parts:
        _memory(screen)
    if "cases" in parts:
        _cases(screen, 10_000 if quick else 100_000)
    _pages(screen, options, parts)
    if "trackers" in parts:
        with screen.status("trackers …") as status:
            table = trackers.measured(trackers.QUICK if quick else trackers.Amounts(), status.update)
        screen.print(table)
    if on_kafka := [part for part in parts if part in streams.TABLES]:
        amounts = streams.QUICK if quick else streams.Amounts()
        marks = (*streams.Amounts().marks, LONG) if options.long else amounts.marks
        streams.show(screen, on_kafka, replace(amounts, marks=marks))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer messages and rounds")
    parser.add_argument("--long", action="store_true", help=f"what a message costs, up to {LONG:,} of them")
    parser.add_argument("--database", default="", metavar="URL", help="pages: a filled PostgreSQL, instead of filling a new one")
    parser.add_argument("--like", default="", metavar="WORDS", help="pages: only those whose names have these words")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, "streams"], help="these parts; streams is all that is on Kafka")
    return parser.parse_args()


def _parts(only: list[str] | None) -> list[str]:
    wanted = only or list(PARTS)
    return [part for part in PARTS if part in wanted or (part in streams.TABLES and "streams" in wanted)]


def _web(screen: Console, count: int, rounds: int) -> None:
    columns = ("HTTP", "a second", "beside doing nothing", "aim", "CPU, ms for 1,000", "beside doing nothing")
    table = Table(*columns, title="Durable accepts of signed hooks and texts", title_justify="left")
    with screen.status("HTTP: 32 connections …"):
        found = web.measure(count, 32, rounds)
    nothing = found["nothing"]
    for name, one in found.items():
        speed, cpu = f"{one.per_second / nothing.per_second:.0%}", f"{nothing.cpu / one.cpu:.0%}"
        table.add_row(name, f"{one.per_second:,.0f}", speed, "" if one is nothing else "60 %", f"{one.cpu:,.0f}", cpu)
    screen.print(table)
    waits = Table("HTTP", "a second", "p50, ms", "p99, ms", "aim", title="At half load, the store hammered", title_justify="left")
    with screen.status("HTTP: at half load, while a second process writes …"):
        waited = web.measure_waits(min(found["hooks"].per_second, found["texts"].per_second), 10)
    for name, of in waited.items():
        waits.add_row(name, f"{of.rate:,.0f}", f"{of.quantile(0.5) * 1e3:.1f}", f"{of.quantile(0.99) * 1e3:.1f}", "p99 50")
    screen.print(waits)


def _doors(screen: Console, count: int, rounds: int) -> None:
    table = Table("door", "a second", "beside doing nothing", "aim", title="Durable accepts", title_justify="left")
    for per_connection in (1, 20):
        with screen.status(f"SMTP: 32 connections, {per_connection} mails each …"):
            smtp = doors.measure_smtp(count, 32, per_connection, rounds)
        for name, aim in (("nothing", ""), ("our listener, nothing", ""), ("durable", "80 %"), ("durable, 2 processes", "")):
            title = f"SMTP {name}, {per_connection} mail(s) a connection"
            table.add_row(title, f"{smtp[name]:,.0f}", f"{smtp[name] / smtp['nothing']:.0%}", aim)
    screen.print(table)


def _mail(screen: Console, rounds: int) -> None:
    screen.print(mail.table(mail.cases()))
    with screen.status("reading mails, ours and others …"):
        tables = list(mail_speed.tables(rounds))
    for shown in tables:
        screen.print(shown)


def _tagging(screen: Console, count: int, rounds: int) -> None:
    with screen.status("tagging, every tier in turns …"):
        found = list(tagging.tables(count, rounds))
    for table in found:
        screen.print(table)


def _pipeline(screen: Console, count: int) -> None:
    columns = ("tier", "messages", "a second", "aim", "a second of processor", "tagging alone", "read by the encoder")
    table = Table(*columns, title="Received, tagged, stored, on one core: messages of all lengths", title_justify="left")
    with screen.status("received, tagged, stored …"):
        ways = pipeline.measure(count)
    for tier, way in ways.items():
        aim = f"{pipeline.AIMS[tier]:,}" if tier in pipeline.AIMS else ""
        asked = "" if way.asked is None else f"{way.asked:.0%}"
        speeds = (f"{way.whole_processor:,.0f}", f"{way.alone:,.0f}")
        table.add_row(tier, f"{way.count:,}", f"{way.whole:,.0f}", aim, *speeds, asked)
    screen.print(table)


def _memory(screen: Console) -> None:
    table = Table("process", "MiB", title="An idle golddust run, proportional set size (aim: 400 MiB)", title_justify="left")
    with screen.status("starting golddust and leaving it alone …"):
        sizes = pipeline.weigh(15)
    for name, size in sorted(sizes.items()):
        table.add_row(name, f"{size:.0f}")
    table.add_row("in all", f"{sum(sizes.values()):.0f}")
    screen.print(table)


def _cases(screen: Console, count: int) -> None:
    title = f"The register with {count:,} open cases (opening by {cases.BATCH}, durable, one process)"
    columns = ("database", "opened a second", "one, ms (p99)", "idle tick, ms (p99)", "fired after, s", "fired", "clocks")
    table = Table(*columns, title=title, title_justify="left")
    with screen.status(f"opening {count:,} cases, twice …"):
        found = cases.measure(count)
    for name, one in found.items():
        opened, tick = f"{one.one_opened:.1f} ({one.one_opened_p99:.1f})", f"{one.idle_tick:.1f} ({one.idle_tick_p99:.1f})"
        table.add_row(name, f"{one.opened_a_second:,.0f}", opened, tick, f"{one.latest:.2f}", str(one.fired), f"{one.clocks:,}")
    table.add_row("aim", "500", "5", "50", "2", "400", "300,000", style="dim")
    screen.print(table)


def _pages(screen: Console, options: argparse.Namespace, parts: list[str]) -> None:
    if "pages" not in parts:
        return
    amounts = pages.QUICK if options.quick else Amounts()
    with screen.status("filling a database …") as status, pages.house(amounts, options.database, status.update) as installation:
        taken = pages.measure(installation, pages.ROUNDS, status.update, options.like)
        told = pages.summary(installation, taken)
    screen.print(pages.table(taken, told))


if __name__ == "__main__":
    main()
