"""Every page of the console and every listing of the API over a million messages: how long, how much, how many questions."""

import secrets
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from rich.table import Table
from sqlalchemy import Engine, event

from benchmarks.addresses import addresses, found_in
from benchmarks.cases import installation_on
from benchmarks.company import fill
from benchmarks.filling import size_of
from benchmarks.said import Amounts
from cli.doors import inner_door
from cli.processes.serving import keep_what_is_there
from cli.wiring.installation import Installation
from config.settings import Settings
from console.admission.access import PAGES, ROUTES
from console.admission.scopes import SCOPES
from sinks.store.options import Options as StoreOptions

ROUNDS = 40
AIM_MS, AIM_BYTES = 150.0, 200_000
QUICK = Amounts(20_000, 2_000, 5_000, 5_000, 400)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """One address: milliseconds of server time, bytes of the answer, questions to the database, and how it was answered.

    The least is what it takes where nobody else is at work on the machine.
    """

    name: str
    path: str
    least: float
    middle: float
    p95: float
    size: int
    questions: int
    status: int


@contextmanager
def house(amounts: Amounts, url: str, say: Say) -> Iterator[Installation]:
    """An installation on a filled PostgreSQL: a new one, or where `url` names one, that."""
    if not url:
        with installation_on("PostgreSQL") as installation:
            fill(installation, amounts, say)
            yield installation
        return
    with TemporaryDirectory(prefix="golddust-bench-") as folder:
        settings = Settings(data_dir=Path(folder), store=StoreOptions(url=url))
        with closing(Installation(settings)) as installation:
            yield installation


def measure(installation: Installation, rounds: int, say: Say, only: str = "") -> list[Taken]:
    """Every address so often, in turns, so that a busy moment of the machine does not meet one of them alone; the worst first."""
    app, engine = inner_door(installation), installation.engine
    browser = _signed_in(app, installation)
    wanted = [(name, path) for name, path in addresses(found_in(engine)) if only in name]
    keep_what_is_there()
    times: dict[str, list[float]] = {path: [] for _, path in wanted}
    first = {}
    for name, path in wanted:
        say(name)
        first[path] = _first(browser, engine, path)
    for number in range(rounds):
        for _, path in wanted:
            say(f"round {number + 1} of {rounds}")
            began = time.perf_counter()
            browser.get(path)
            times[path].append((time.perf_counter() - began) * 1000)
    taken = [_taken(name, path, times[path], *first[path]) for name, path in wanted]
    return sorted(taken, key=lambda one: one.p95, reverse=True)


def _taken(name: str, path: str, times: Sequence[float], size: int, questions: int, status: int) -> Taken:
    return Taken(name, path, min(times), statistics.median(times), statistics.quantiles(times, n=20)[-1], size, questions, status)


def _first(browser: FlaskClient, engine: Engine, path: str) -> tuple[int, int, int]:
    """Bytes, questions and status."""
    asked: list[str] = []

    def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    answer = browser.get(path)
    event.remove(engine, "before_cursor_execute", listen)
    return len(answer.data), len(asked), answer.status_code


def _signed_in(app: Flask, installation: Installation) -> FlaskClient:
    """A browser of an administrator, which shows a program's token as well."""
    accounts = installation.admission.accounts
    secret = accounts.add_token(f"bench-{secrets.token_hex(4)}", SCOPES)  # a filled database may be measured again
    browser = app.test_client()
    browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    browser.set_cookie("golddust_session", accounts.session_for("bench", proven=True), path="/console")
    return browser


def summary(installation: Installation, taken: Sequence[Taken]) -> str:
    """What was measured, in words; which pages were not."""
    figures = installation.archive.figures()
    rows = " and ".join(f"{figures[name]:,} {name}" for name in ("feedback", "cases"))
    left = ", ".join(left_out(inner_door(installation), taken)) or "nothing"
    over = sum(one.p95 > AIM_MS for one in taken)
    return f"Pages over {rows} ({size_of(installation.engine)}), the slowest first; {over} over the aim; not measured: {left}"


def left_out(app: Flask, taken: Sequence[Taken]) -> list[str]:
    """The endpoints that are read and were not measured."""
    match = app.url_map.bind("localhost")
    seen = {match.match(one.path.partition("?")[0])[0] for one in taken}
    read = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted((read & (set(PAGES) | set(ROUTES))) - seen)


def table(taken: Sequence[Taken], title: str) -> Table:
    """As it is printed."""
    columns = ("page", "least, ms", "p50, ms", "p95, ms", "aim", "kB", "questions", "status")
    shown = Table(*columns, title=title, title_justify="left")
    for one in taken:
        times = (f"{one.least:.1f}", f"{one.middle:.1f}", f"{one.p95:.1f}")
        figures = (*times, f"{AIM_MS:.0f}", f"{one.size / 1000:.0f}", str(one.questions))
        shown.add_row(one.name, *figures, str(one.status), style="bold" if one.p95 > AIM_MS else None)
    return shown
