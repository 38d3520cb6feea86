"""Killed with SIGKILL at exactly the wrong moment, before a real Request Tracker and a real Roundup: one ticket, one note."""

import json
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from golddust.clock import MovableClock
from golddust.database.engine import open_database
from golddust.metrics import NoMetrics
from sinks.complaints import rows
from sinks.complaints.mirroring import Mirroring
from sinks.complaints.options import Options
from sinks.complaints.registry import mirrors_of
from tests.services.complaint_systems.people import People
from tests.sinks.complaints.conftest import Office
from tests.sinks.complaints.made import MONDAY, KeptCases

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Deadly:
    """A mirror after whose `deadly` call the process is killed: what it did is done, and nobody has heard of it."""

    mirror: Any
    deadly: str

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.mirror, name)
        return self._killing(found) if name == self.deadly else found

    def _killing(self, call: Any) -> Any:
        def called(*arguments: Any) -> None:
            call(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)

        return called


def work_and_die(database_url: str, options: str, deadly: str, cases: KeptCases) -> None:
    """What the process that is killed does."""
    made = Options.model_validate_json(options)
    (name,) = made.model_fields_set
    (mirror,) = mirrors_of([name], made, cases.clock)
    engine = open_database(database_url)
    Mirroring(engine, Deadly(mirror, deadly), cases.as_register(), cases.tell, str, 5.0, cases.clock, NoMetrics()).work()


def killed(database_url: str, options: str, deadly: str, cases: KeptCases, folder: Path) -> None:
    """Let another process carry these cases until it is killed."""
    file = folder / "cases.pickle"
    file.write_bytes(pickle.dumps((cases.kept, cases.events)))
    program = (
        "import pickle, sys; from golddust.clock import MovableClock\n"
        "from tests.sinks.complaints.made import MONDAY, KeptCases\n"
        "from tests.sinks.complaints.test_killed import work_and_die\n"
        "kept, events = pickle.load(open(sys.argv[1], 'rb'))\n"
        "work_and_die(sys.argv[2], sys.argv[3], sys.argv[4], KeptCases(MovableClock(MONDAY), kept, events))\n"
    )
    command = [sys.executable, "-c", program, str(file), database_url, options, deadly]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-800:]


def people_of(name: str, request: pytest.FixtureRequest) -> tuple[People, str]:
    """Those who work there, and the options of the connector, as JSON."""
    service: Any = request.getfixturevalue({"rt": "request_tracker"}.get(name, name))
    table = {"url": service.url, "user": service.user, "password": service.password}
    return service, json.dumps({name: table})


@pytest.mark.service
@pytest.mark.parametrize("name", ["rt", "roundup"])
@pytest.mark.parametrize("deadly", ["open", "add"])
def test_killed_between_done_there_and_recorded_here_it_is_done_once(
    name: str, deadly: str, request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> None:
    people, options = people_of(name, request)
    clock = MovableClock(MONDAY)
    cases = KeptCases(clock)
    engine = open_database(sqlite_url)
    made = Options.model_validate_json(options)
    (mirror,) = mirrors_of([name], made, clock)
    office = Office(engine, clock, cases, [mirror])
    event = office.opened()
    office.happened(event.case, "said", "It is still not here.", actor="customer")

    killed(sqlite_url, options, deadly, cases, tmp_path)
    assert people.count(event.reference) == 1
    before = office.row(event.case, name)
    assert (before.carried, bool(before.claim)) == (0 if deadly == "open" else 1, True)

    successor = office.working(mirror)
    assert successor.take_over() == 1
    clock.move(rows.CLAIM_LASTS)
    successor.work()
    row = office.row(event.case, name)
    assert (row.state, row.carried) == ("open", 2)
    assert people.count(event.reference) == 1
    assert sum("It is still not here." in text for text in people.texts(row.ticket)) == 1
    office.close()
    engine.dispose()
