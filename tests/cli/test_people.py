"""`golddust user`, `golddust token` and `golddust audit` as they are typed."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text, update
from typer.testing import CliRunner, Result

from cli.commands import audit, people
from cli.options import program_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.database.engine import writing
from golddust.database.schema import audit_log
from golddust.errors import Conflict, GoldDustError, Malformed, Unauthentic

app = program_of(people, audit)


def run(data: Path, *words: str) -> Result:
    done = CliRunner().invoke(app, [*words, "--data", str(data)], env={"COLUMNS": "250"})
    if isinstance(done.exception, GoldDustError):
        raise done.exception
    return done


def records(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where the boss is an administrator and Ann an agent."""
    folder = tmp_path / "data"
    folder.mkdir()
    run(folder, "user", "add", "boss", "--password", "a long enough password", "--role", "admin")
    run(folder, "user", "add", "ann", "--password", "a long enough password")
    return folder


def test_people_are_listed_with_role_and_teams(data: Path) -> None:
    run(data, "user", "role", "ann", "manager")
    run(data, "user", "teams", "ann", "logistics", "finance")
    ann, boss = records(run(data, "user", "list", "--json"))
    assert (ann["name"], ann["role"], ann["teams"]) == ("ann", "manager", ["finance", "logistics"])
    assert (boss["role"], boss["active"]) == ("admin", True)
    assert "finance, logistics" in run(data, "user", "list").stdout
    with pytest.raises(Malformed):
        run(data, "user", "teams", "ann", "no such team")


def test_an_invitation_is_a_link_to_the_console(data: Path) -> None:
    link = run(data, "user", "invite", "kim", "--role", "viewer", "--team", "pricing").stdout.strip()
    assert link.startswith("http://127.0.0.1:8081/console/invitation/")
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        assert installation.admission.members.invited(link.rpartition("/")[2]) == "kim"


def test_who_is_off_cannot_come_in_and_the_last_administrator_stays(data: Path) -> None:
    run(data, "user", "off", "ann")
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation, pytest.raises(Unauthentic):
        installation.admission.accounts.sign_in("ann", "a long enough password")
    run(data, "user", "on", "ann")
    with pytest.raises(Conflict):
        run(data, "user", "off", "boss")


def test_the_operators_link_is_an_administrators(data: Path) -> None:
    token = run(data, "user", "link").stdout.strip().rpartition("/")[2]
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        visitor = installation.admission.accounts.visitor_of(installation.admission.accounts.redeem(token))
    assert visitor is not None
    assert (visitor.name, visitor.role) == ("operator", "admin")


def test_tokens_are_listed_and_withdrawn(data: Path) -> None:
    secret = run(data, "token", "add", "robot", "--scope", "read:cases").stdout.strip()
    listed = run(data, "token", "list", "--json")
    assert [one["name"] for one in records(listed)] == ["robot"]
    assert secret not in listed.stdout
    run(data, "token", "withdraw", "robot")
    assert records(run(data, "token", "list", "--json")) == []


def test_a_persons_token_is_withdrawn_only_where_the_person_is_named(data: Path) -> None:
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        installation.admission.accounts.add_token("robot", ["read:cases"], "ann")
    with pytest.raises(Conflict, match="ann"):
        run(data, "token", "withdraw", "robot")
    run(data, "token", "withdraw", "robot", "--owner", "ann", "--as", "root")
    newest = records(run(data, "audit", "list", "--json"))[0]
    assert (newest["actor"], newest["action"], newest["subject"]) == ("root", "token.withdrawn", "robot")
    assert records(run(data, "token", "list", "--json")) == []


def test_the_audit_log_tells_what_commands_did_and_where_it_was_edited(data: Path) -> None:
    run(data, "user", "role", "ann", "manager", "--as", "root")
    newest = records(run(data, "audit", "list", "--json"))[0]
    assert (newest["kind"], newest["actor"], newest["action"], newest["subject"]) == ("command", "root", "person.role", "ann")
    assert "gave ann another role" in run(data, "audit", "list", "--about", "ann", "--who", "root").stdout
    whole = run(data, "audit", "verify")
    head = whole.stdout.strip()
    assert whole.exit_code == 0
    assert run(data, "audit", "verify", "--head", head).exit_code == 0
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation, writing(installation.engine) as store:
        store.execute(text("DROP TRIGGER audit_log_no_update"))
        store.execute(update(audit_log).where(audit_log.c.number == 2).values(actor="nobody"))
    broken = run(data, "audit", "verify", "--json")
    assert broken.exit_code == 1
    assert records(broken)[0]["breaks"] == ["entry 2 is not as it was written, or the one before it is not"]
