"""`golddust case` as it is typed."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from cli.commands import cases
from cli.commands.resolving import filled
from cli.options import program_of
from cli.wiring.installation import Installation
from complaints.answers.blanks import blanks_in
from config.load import load
from golddust.database.engine import writing
from golddust.database.schema import replies
from golddust.errors import Conflict, GoldDustError, Malformed, NotFound
from golddust.ports import Case, Resolution
from tests.complaints.made import issue
from tests.complaints.made_people import ANN_MAILS, ANN_TEXTS, write

app = program_of(cases)

PARTS = ("--happened", "It was lost.", "--apology", "We are sorry.", "--reason", "A label.", "--remedy", "A new one.")
NOT_LONG_AGO = datetime(2090, 1, 2, 9, 0, tzinfo=UTC)
"""Whenever this runs, no promise that was made then is late."""
BEFORE_LONG = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Office:
    """An installation, and what is typed in its terminal."""

    folder: Path
    installation: Installation

    def opened(self, name: str = "parcel", **changes: Any) -> Case:
        one = issue(name, **({"received_at": NOT_LONG_AGO} | changes))
        self.installation.register.open([one])
        return self.case(one.feedback)

    def case(self, feedback: str) -> Case:
        case = self.installation.register.of_feedback(feedback)
        assert case is not None
        return case

    def now(self, case: Case) -> Case:
        return self.installation.register.find(case.id)

    def type(self, *words: str, answers: str = "", code: int = 0) -> tuple[str, str]:
        """What it prints and what it says; raises what the program's edge would turn into words."""
        done = CliRunner().invoke(app, ["case", *words, "--data", str(self.folder)], input=answers)
        if isinstance(done.exception, GoldDustError):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.stdout, done.stderr

    def act(self, *words: str, answers: str = "") -> dict[str, Any]:
        """The one record that it prints."""
        (record,) = (json.loads(line) for line in self.type(*words, "--json", answers=answers)[0].splitlines())
        return dict(record)


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Iterator[Office]:
    shutil.copy(sqlite_template, tmp_path / "store.sqlite3")
    installation = Installation(load(None, {"data_dir": tmp_path}).settings)
    yield Office(tmp_path, installation)
    installation.close()


def test_a_day_with_a_case(office: Office) -> None:
    case = office.opened()
    r = case.reference
    assert office.act("acknowledge", r, "--as", "ann")["state"] == "acknowledged"
    assert office.act("start", r, "--as", "ann")["assignee"] == "ann"
    assert office.act("ask", r, "Which colour?", "--as", "ann")["state"] == "waiting"
    assert office.act("start", r, "--as", "ann")["state"] == "in_work"
    assert office.act("tell", r, "We are looking for it.", "--as", "ann")["state"] == "in_work"
    office.type("note", r, "-", "--as", "ann", answers="The depot calls back.")
    assert office.act("assign", r, "kim", "--as", "ann")["assignee"] == "kim"
    assert (
        office.act("set", r, "--priority", "high", "--owner", "finance", "--segment", "gold", "--as", "ann")["owner"] == "finance"
    )
    assert office.act("escalate", r, "It is stuck.", "--as", "kim")["escalation"]["rung"] == 1
    assert office.act("accept", r, "--as", "lee")["assignee"] == "lee"
    until = ("--pledge", "2099-12-01 17:00", "--pledge-words", "a new parcel is there")
    resolved = office.act("resolve", r, *PARTS, *until, "--cost", "12.5", "--as", "lee")
    assert (resolved["state"], resolved["cost"]) == ("resolved", 12.5)
    assert office.act("keep", r, "--as", "lee")["promises"][-1]["kept_at"]
    assert office.act("close", r, "--as", "lee")["state"] == "closed"
    assert office.act("not-solved", r, "It is broken as well.", "--as", "lee")["state"] == "reopened"
    history = office.installation.register.history(case.id)
    assert {event.actor for event in history} == {"ann", "kim", "lee", "register"}
    assert "The depot calls back." in [event.note for event in history]


def test_what_is_done_is_said_with_what_is_due_next(office: Office) -> None:
    said = office.type("start", office.opened().reference)[1]
    assert "is in work; acknowledge by " in said


def test_an_action_on_an_older_version_does_nothing(office: Office) -> None:
    case = office.opened()
    office.installation.register.note(case.id, "meanwhile", "kim")
    for words in (("start",), ("close",), ("ask", "x"), ("set", "--cost", "1"), ("resolve", *PARTS), ("keep", "1"), ("accept",)):
        action, *more = words
        with pytest.raises(Conflict, match="was changed meanwhile"):
            office.type(action, case.reference, *more, "--version", str(case.version))
    assert office.now(case).version == case.version + 1


def test_two_cases_of_one_customer_are_merged_and_split_again(office: Office) -> None:
    one, other = office.opened("a"), office.opened("b")
    assert office.act("merge", one.reference, other.reference)["id"] == other.id
    assert "It goes on as " + other.reference in office.type("show", one.reference)[0]
    said = office.type("split", other.reference, one.feedback)[1]
    assert f"The message has a case of its own: {one.reference}." in said
    assert office.now(one).state == "reopened"


def test_cases_that_may_be_one_matter_are_listed_until_somebody_decides(office: Office) -> None:
    one, other = (office.opened(name, text=f"My parcel never came. {name}") for name in ("a", "b"))
    third = office.opened("c", received_at=NOT_LONG_AGO + timedelta(hours=1))

    def listed() -> list[set[str]]:
        lines = office.type("offered", "--json")[0].splitlines()
        return [{found["reference"], found["other_reference"]} for found in map(json.loads, lines)]

    assert len(listed()) == 3
    office.act("apart", one.reference, third.reference, "--as", "ann")
    assert {one.reference, third.reference} not in listed()
    assert office.act("same", other.reference, third.reference, "--as", "ann")["state"] == "received"
    assert office.now(third).merged_into == other.id, "the earlier goes on"
    assert listed() == [{one.reference, other.reference}]
    with pytest.raises(Conflict, match="itself"):
        office.type("same", one.reference, one.reference)


def test_cases_of_perhaps_one_person_wait_for_the_proof(office: Office) -> None:
    by_text, by_mail = (office.installation.keys.pseudonym_of(address, "") for address in (ANN_TEXTS, ANN_MAILS))
    words = f"My parcel never came. My number is {ANN_TEXTS.value}."
    write(office.installation.engine, "text", ANN_TEXTS, "My parcel never came.", customer=by_text, channel="sms")
    write(office.installation.engine, "mail", ANN_MAILS, words, customer=by_mail)
    text, mail = office.opened("text", customer=by_text, channel="sms"), office.opened("mail", customer=by_mail, text=words)
    assert "they name this address themselves" in office.type("offered")[0]
    assert "Both were sent a code." in office.type("same", mail.reference, text.reference)[1]
    assert "waits for the proof" in office.type("offered")[0]
    assert office.now(mail).merged_into == office.now(text).merged_into == ""
    office.type("apart", mail.reference, text.reference)
    assert "No two cases look like one." in "".join(office.type("offered"))


@pytest.fixture
def three(office: Office) -> tuple[Case, Case, Case]:
    mine = office.opened("mine", owner="finance", priority="high")
    late = office.opened("late", received_at=BEFORE_LONG)
    ended = office.opened("ended")
    office.installation.register.assign(mine.id, "kim", "ann")
    office.installation.register.change(mine.id, "ann", segment="gold")
    office.installation.casework.causes.create("Labels come off", [mine.id], "ann")
    office.installation.register.resolve(ended.id, Resolution("a", "b", "c", "d"), "kim")
    return mine, late, ended


def test_cases_are_listed_by_what_is_known_of_them(office: Office, three: tuple[Case, Case, Case]) -> None:
    mine, late, ended = three

    def listed(*words: str) -> set[str]:
        return {json.loads(line)["id"] for line in office.type("list", *words, "--json")[0].splitlines()}

    assert listed() == {mine.id, late.id, ended.id}
    assert listed("--state", "open") == {mine.id, late.id}
    assert listed("--state", "resolved") == {ended.id}
    for words in (("--mine", "--as", "kim"), ("--assignee", "kim"), ("--owner", "finance"), ("--priority", "high")):
        assert listed(*words) == {mine.id}
    assert listed("--segment", "gold", "--cause", "1") == {mine.id}
    assert listed("--late") == {late.id}  # the acknowledgement was due in January
    assert listed("--at-risk") == set()
    assert len(listed("--limit", "2")) == 2


def test_a_list_for_people_says_what_is_due(office: Office, three: tuple[Case, Case, Case]) -> None:
    printed = office.type("list", "--assignee", "kim")[0]
    for shown in (three[0].reference, "finance", "kim", "acknowledge by ", " UTC", "My parcel never came."):
        assert shown in printed
    assert office.type("list", "--owner", "nobody")[1].strip() == "No cases."


def test_a_case_is_counted_to_a_cause(office: Office, three: tuple[Case, Case, Case]) -> None:
    late = three[1]
    office.act("set", late.reference, "--cause", "1", "--cost", "2")
    assert "cause 1: Labels come off" in office.type("show", late.reference)[0]
    assert office.act("set", late.reference, "--cause", "")["cause"] == ""
    with pytest.raises(NotFound, match="no cause"):
        office.type("set", late.reference, "--cause", "99")


@pytest.mark.parametrize("words", [("list", "--late", "--at-risk"), ("resolve", "x", "--pledge", "2099-12-01"), ("start",)])
def test_wrong_use_is_told_by_its_exit_code(office: Office, words: tuple[str, ...]) -> None:
    office.type(*words, code=2)


def test_a_state_that_there_is_not_is_answered_with_those_that_there_are(office: Office) -> None:
    with pytest.raises(Malformed, match="there are open, unresolved, received"):
        office.type("list", "--state", "new")


def test_a_case_is_shown_with_all_that_belongs_to_it(office: Office) -> None:
    case = office.opened(emotion="anger", received_at=BEFORE_LONG)
    office.installation.register.ask(case.id, "Which colour?", "ann")
    printed = office.type("show", case.reference)[0]
    for shown in (
        f"{case.reference}  waiting for the customer",
        "paused since",
        "step 1: team lead",
        "else it climbs on",
        "ann: The customer was asked; the clocks stand. Which colour?",
        "My parcel never came.",
    ):
        assert shown in printed
    record = office.act("show", case.reference)
    assert record["promises"][1]["stands"]
    assert record["promises"][1]["explained"].startswith("paused since")
    assert [event["step"] for event in record["history"]] == ["opened", "escalated", "waiting"]
    assert {"messages", "replies", "told_before"} <= set(record)


def test_what_became_of_our_answers_is_shown(office: Office) -> None:
    case = office.opened()
    times = dict.fromkeys(("requested_at", "next_try_at", "changed_at"), BEFORE_LONG)
    same = {"case": case.id, "feedback": case.feedback, "customer": case.customer, "channel": "email", "language": "en"}
    words = {"subject": "", "text": "We have your message.", "provider_id": "", "tries": 1}
    waits = {"id": "r1", "purpose": "acknowledgement", "state": "waiting", "why": "no relay", "carrier": ""}
    arrived = {"id": "r2", "purpose": "answer", "state": "sent", "why": "", "carrier": "delivered"}
    with writing(office.installation.engine) as connection:
        connection.execute(insert(replies), [same | times | words | one for one in (waits, arrived)])
    printed = office.type("show", case.reference)[0]
    assert "Acknowledgement by e-mail, waiting: no relay" in printed
    assert "by e-mail, delivered" in printed
    assert [reply["carrier"] for reply in office.act("show", case.reference)["replies"]] == ["", "delivered"]


def test_what_the_terminal_would_obey_is_printed_as_spaces(office: Office) -> None:
    case = office.opened(text="\x1b[31mred [bold]x[/bold]")
    printed = office.type("show", case.reference)[0]
    assert "\x1b" not in printed
    assert "[bold]x[/bold]" in printed


def test_a_resolution_starts_from_a_draft_and_what_was_typed_goes_before_it(office: Office) -> None:
    case = office.opened()
    drafted = json.loads(office.type("drafts", case.reference, "--json")[0].splitlines()[0])
    assert drafted["number"] == 1
    assert drafted["title"] in office.type("drafts", case.reference)[0]
    with pytest.raises(Malformed, match="still blank"):
        office.type("resolve", case.reference, "--draft", "1")
    typed = dict.fromkeys(drafted["blanks"], "Filled.")
    options = [word for part, words in typed.items() for word in (f"--{part}", words)]
    office.type("resolve", case.reference, "--draft", drafted["name"], *options)
    note = office.installation.register.history(case.id)[-1].note
    for part in ("happened", "apology", "reason", "remedy"):
        assert f"{part}: {typed.get(part) or drafted['resolution'][part]}" in note


def test_a_draft_that_there_is_not_is_answered_with_those_that_there_are(office: Office) -> None:
    with pytest.raises(NotFound, match="there are 1 "):
        office.type("resolve", office.opened().reference, "--draft", "99")


def test_what_is_not_given_is_asked_for(office: Office) -> None:
    case = office.opened()
    office.type("resolve", case.reference, *PARTS[:6], answers="A new one.\n")
    assert office.now(case).state == "resolved"


def test_blanks_are_filled_one_by_one_by_whoever_sits_there() -> None:
    answers = iter(["the depot", "Tuesday", "a new one"])
    whole = filled(
        Resolution("It lay in [… where] until [… when].", "Sorry.", "A label.", "We send [… what]."), lambda _: next(answers)
    )
    assert whole == Resolution("It lay in the depot until Tuesday.", "Sorry.", "A label.", "We send a new one.")
    assert blanks_in(whole) == {}


@pytest.mark.parametrize("until", ["tomorrow", "2026-13-01", "2001-01-01 10:00"])
def test_a_pledge_is_for_a_time_to_come(office: Office, until: str) -> None:
    case = office.opened()
    with pytest.raises(Malformed, match=r"write it as 2026-12-01 17:00|a time to come"):
        office.type("resolve", case.reference, *PARTS, "--pledge", until, "--pledge-words", "a new one")
    assert office.now(case).state == "received"


def test_a_pledge_is_by_the_companys_clocks(office: Office, tmp_path: Path) -> None:
    standards = (Path(__file__).parents[2] / "config" / "standards.toml").read_text()
    (tmp_path / "standards.toml").write_text(standards.replace('zone = "UTC"', 'zone = "Europe/Berlin"'))
    (tmp_path / "golddust.toml").write_text(f'[complaints]\nstandards = "{tmp_path / "standards.toml"}"\n')
    case = office.opened()
    until = ("--pledge", "2099-07-01 17:00", "--pledge-words", "a new one")
    record = office.act("resolve", case.reference, *PARTS, *until, "--config", str(tmp_path / "golddust.toml"))
    assert datetime.fromisoformat(record["promises"][-1]["due"]) == datetime(2099, 7, 1, 15, 0, tzinfo=UTC)


def test_which_pledge_was_kept_must_be_said_where_there_are_two(office: Office) -> None:
    case = office.opened()
    with pytest.raises(Conflict, match="no open pledge"):
        office.type("keep", case.reference)
    until = ("--pledge", "2099-12-01", "--pledge-words", "a new one")
    for _ in range(2):
        office.type("resolve", case.reference, *PARTS, *until)
        office.type("not-solved", case.reference)
    with pytest.raises(Conflict, match="say which: 1, 2"):
        office.type("keep", case.reference)
    assert office.act("keep", case.reference, "2")["promises"][-1]["kept_at"]


def test_without_a_name_it_is_whoever_is_logged_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "sam")
    assert office.act("start", office.opened().reference)["assignee"] == "sam"


def test_who_has_no_account_can_be_given_a_case_but_is_said_to_hear_nothing(office: Office) -> None:
    office.installation.admission.accounts.add_user("kim", "a long enough password")
    case = office.opened().reference
    assert "no account" not in office.type("assign", case, "kim")[1]
    assert "kimm has no account" in office.type("assign", case, "kimm")[1]
