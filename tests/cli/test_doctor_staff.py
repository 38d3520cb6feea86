"""The doctor says whether danger would wake somebody, and who of the staff was not told."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from cli.doctor.staff import staff_findings
from cli.wiring.installation import Installation
from config.load import load
from config.tables import ESCALATION
from golddust.database.engine import writing
from golddust.database.schema.staff import staff_notices
from golddust.metrics import NoMetrics
from sinks.staff.step import staff_step
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import notice, record

Made = Callable[[str, str], Installation]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Made]:
    """An installation with these people, and these holding the roles of our own ladder."""
    made: list[Installation] = []
    (tmp_path / "data").mkdir()

    def with_(people: str, named: str) -> Installation:
        table = tmp_path / "escalation.toml"
        ours = ESCALATION.read_text(encoding="utf-8")
        table.write_text(ours.replace("\npeople = []", f"\npeople = {named}") + people, encoding="utf-8")
        overrides = {"data_dir": tmp_path / "data", "complaints.escalation": str(table)}
        made.append(Installation(load(None, overrides).settings))
        return made[-1]

    yield with_
    for one in made:
        with closing(one):
            pass


def said(installation: Installation) -> dict[tuple[str, str], str]:
    return {(finding.part, finding.state): finding.words for finding in staff_findings(installation)}


def test_an_empty_directory_is_noted_and_no_fault(make: Made) -> None:
    assert said(make("", "[]")) == {("staff", "note"): "nobody is in the directory, so notices are shown and not sent"}


def test_a_staff_that_can_be_woken_is_good(make: Made) -> None:
    found = said(make('[staff.kim]\nphone = "+12025550101"\nhours = "always"\n', '["kim"]'))
    assert found == {("staff", "good"): "every role of the ladder is held", ("on call", "good"): "danger pages kim (on call)"}


def test_mail_alone_wakes_nobody(make: Made) -> None:
    found = said(make('[staff.kim]\nmail = "kim@example.com"\nfull_name = "Kim Example"\n', '["kim"]'))
    assert found["on call", "bad"] == "Kim Example (on call) has mail only, which wakes nobody"


def test_roles_that_nobody_holds_are_named(make: Made) -> None:
    found = said(make('[staff.kim]\nmail = "kim@example.com"\n', "[]"))
    assert found["staff", "note"].startswith("nobody holds just now: team lead, head of customer service, director")
    assert found["on call", "bad"] == "danger would wake nobody: nobody is named for the role on call"


def test_a_secret_that_is_not_here_is_noted(make: Made) -> None:
    person = '[staff.kim]\nfull_name = "Kim"\nhook = "https://hooks.example.com"\nhook_secret_file = "/nowhere/kim"\n'
    assert said(make(person, '["kim"]'))["staff", "note"] == "the secret of Kim's hook is not here: /nowhere/kim"


def test_who_was_not_told_is_bad_news(make: Made) -> None:
    installation = make('[staff.sam]\nmail = "sam@example.com"\nphone = "+12025550102"\n', '["sam"]')
    step = staff_step(installation.engine, installation.casework.escalations, installation.clock, NoMetrics())
    step([record(notice(requested_at=max(MONDAY, installation.clock.now())))])
    assert ("staff", "bad") not in said(installation)
    with writing(installation.engine) as connection:
        connection.execute(update(staff_notices).values(state="failed"))
    assert said(installation)["staff", "bad"] == "among the last notices, failed: 1"


def test_a_table_that_is_wrong_is_left_to_the_finding_about_settings(make: Made) -> None:
    assert said(make("[staff.kim]\nmail = 5\n", "[]")) == {}
