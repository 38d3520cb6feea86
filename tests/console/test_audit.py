"""The audit log: what is written down, that it holds nobody's words, and that no edit goes unnoticed; on both engines."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, exc, insert, select, text, update

from console.acting import By
from console.admission.access import PAGES
from console.audit.chain import Audit, Entry, Looked
from console.audit.words import detail_in_words, in_words
from golddust.clock import MovableClock
from golddust.database.engine import open_database, reading, upgrade_database, writing
from golddust.database.schema import audit_log
from golddust.errors import Malformed, Unavailable
from tests.console.company import PASSWORD, START, Company
from tests.console.conftest import form_token

KEY = b"k" * 32


@pytest.fixture
def audit(database: Engine) -> Audit:
    """A log of five entries."""
    clock = MovableClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    made = Audit(database, clock, KEY)
    for n in range(1, 6):
        clock.move(timedelta(minutes=1))
        made.write("person", "ann", "saw.case", f"GD-{n}", how="on the page")
    return made


@pytest.fixture
def edit(database: Engine) -> Callable[..., None]:
    """What somebody does who may do anything with the database."""

    def edited(statement: object) -> None:
        with writing(database) as connection:
            if database.dialect.name == "sqlite":
                for name in ("audit_log_no_update", "audit_log_no_delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger speaks
            connection.execute(statement)

    return edited


def test_a_log_that_nobody_touched_is_whole(audit: Audit) -> None:
    verdict = audit.verify()
    assert (verdict.entries, verdict.breaks) == (5, ())
    assert verdict.head.startswith("5:")
    assert audit.verify(verdict.head).breaks == ()


@pytest.mark.parametrize("column", ["actor", "action", "subject", "detail", "kind"])
def test_an_entry_that_was_changed_is_named(audit: Audit, edit: Callable[..., None], column: str) -> None:
    edit(update(audit_log).where(audit_log.c.number == 3).values({column: '"x"'}))
    assert audit.verify().breaks == ("entry 3 is not as it was written, or the one before it is not",)


def test_what_no_database_takes_in_a_text_is_written_down_without_it(audit: Audit) -> None:
    audit.write("person", "a\0nn", "saw.case", "GD-\0\ud800", how="\0\ud800")
    (entry,) = audit.entries(Looked(), 1)
    assert (entry.actor, entry.subject, dict(entry.detail)) == ("a\ufffdnn", "GD-\ufffd?", {"how": "\0\ud800"})
    assert audit.verify().breaks == ()


def test_an_entry_of_another_time_is_named(audit: Audit, edit: Callable[..., None]) -> None:
    edit(update(audit_log).where(audit_log.c.number == 2).values(at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert audit.verify().breaks == ("entry 2 is not as it was written, or the one before it is not",)


def test_entries_that_were_taken_out_are_named(audit: Audit, edit: Callable[..., None]) -> None:
    edit(delete(audit_log).where(audit_log.c.number.in_((2, 3))))
    assert audit.verify().breaks == ("entries 2 to 3 are missing",)


def test_closing_the_gap_with_other_numbers_does_not_help(audit: Audit, edit: Callable[..., None]) -> None:
    edit(delete(audit_log).where(audit_log.c.number == 3))
    edit(update(audit_log).where(audit_log.c.number == 4).values(number=3))
    edit(update(audit_log).where(audit_log.c.number == 5).values(number=4))
    assert len(audit.verify().breaks) == 2


def test_an_entry_that_was_put_in_needs_the_key(audit: Audit, edit: Callable[..., None], database: Engine) -> None:
    with reading(database) as connection:
        last = connection.execute(select(audit_log).order_by(audit_log.c.number.desc()).limit(1)).one()._asdict()
    edit(insert(audit_log).values(last | {"number": 6, "actor": "bob"}))
    assert audit.verify().breaks == ("entry 6 is not as it was written, or the one before it is not",)
    assert Audit(database, MovableClock(last["at"]), b"another" * 5).verify().breaks[0].startswith("entry 1 is not")


def test_cutting_off_the_newest_is_noticed_by_whoever_kept_the_head(audit: Audit, edit: Callable[..., None]) -> None:
    head = audit.verify().head
    edit(delete(audit_log).where(audit_log.c.number > 3))
    assert audit.verify().breaks == ()
    assert audit.verify(head).breaks == ("entries 4 to 5 are missing",)
    audit.write("person", "bob", "saw.case", "GD-9")
    audit.write("person", "bob", "saw.case", "GD-9")
    assert audit.verify(head).breaks == ("entry 5 is not the one whose head was kept",)


@pytest.mark.parametrize("head", ["5", "5:abc", ":", "x:" + "0" * 64])
def test_what_is_no_head_is_refused(audit: Audit, head: str) -> None:
    with pytest.raises(Malformed):
        audit.verify(head)


@pytest.mark.parametrize("statement", [delete(audit_log), update(audit_log).values(actor="bob")], ids=["delete", "update"])
def test_the_database_itself_refuses_to_change_an_entry(audit: Audit, database: Engine, statement: object) -> None:
    with pytest.raises(exc.DBAPIError, match="only grows"), writing(database) as connection:
        connection.execute(statement)
    assert audit.verify().entries == 5


def test_filters_and_pages(audit: Audit) -> None:
    audit.write("program", "robot", "did.close", "GD-1")
    assert [entry.number for entry in audit.entries(Looked(), 2)] == [6, 5]
    assert [entry.number for entry in audit.entries(Looked(before=5), 2)] == [4, 3]
    assert [entry.number for entry in audit.entries(Looked(subject="GD-1"), 9)] == [6, 1]
    assert [entry.number for entry in audit.entries(Looked(actor="ann", action="saw.case", subject="GD-2"), 9)] == [2]
    at = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
    assert [entry.number for entry in audit.entries(Looked(since=at, until=at + timedelta(minutes=2)), 9)] == [3, 2]


def test_what_is_seen_and_done_is_written_down_without_a_word_of_the_customer(
    company: Company, ann: FlaskClient, post: Callable[..., object]
) -> None:
    case = company.case_of(company.hear("Zebra stripes on my parcel, call 202-555-0117.", "Unicorns"))
    ann.get(f"/console/feedback/{case.feedback}")
    post(case.reference, "note", words="They were upset about Narwhals")
    post(case.reference, "resolve", happened="x")
    told = company.admission.audit.entries(Looked(), 50)
    said = [(one.actor, in_words(one)) for one in reversed(told)]
    assert said[0] == ("ann", "signed in")
    assert ("ann", f"saw the message {case.feedback}") in said
    assert said.count(("ann", f"saw the case {case.reference}")) == 2
    assert ("ann", f"note: {case.reference}") in said
    assert said[-1] == ("ann", f"was refused: resolve {case.reference}")
    assert not any(word in repr(told) for word in ("Zebra", "Unicorn", "Narwhal", "202-555"))


def test_each_change_says_what_it_is_about(company: Company, ann: FlaskClient) -> None:
    company.accounts.add_user("boss", PASSWORD, "manager")
    company.admission.members.give_role("ann", "manager", By("person", "boss"))
    one, two = company.hear("Thank you, all well."), company.hear("Thank you so much.")
    csrf = {"csrf": form_token(ann, "/console/me")}
    for path, fields in (
        ("feedback/correct", {"put": f"{one}:kind:praise"}),
        ("feedback/correct", {"put": ":kind:praise", "pick": [one, two, "what they said: in words"]}),
        ("feedback/undo", {"corrections": "abc1,def2,not an id"}),
        ("insight/notes", {"day": "2026-11-20", "words": "A strike"}),
        ("insight/notes/note7/forget", {}),
        ("insight/baselines", {"name": "before: the move, all"}),
    ):
        ann.post(f"/console/{path}", data=csrf | fields)
    entries = [entry for entry in company.admission.audit.entries(Looked(actor="ann"), 20) if entry.action.startswith("did.")]
    assert [(entry.action, entry.subject, entry.detail) for entry in reversed(entries)] == [
        ("did.correct", one, {}),
        ("did.correct", one, {"also": [two]}),
        ("did.undo", "abc1", {"also": ["def2"]}),
        ("did.insight_note", "2026-11-20", {}),
        ("did.insight_forget", "note7", {}),
        ("did.insight_freeze", "before: the move, all", {}),
    ]


def test_a_program_that_changes_something_is_written_down(company: Company, visitor: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    secret = company.accounts.add_token("robot", ["write:cases"])
    visitor.post(f"/api/v1/cases/{case.reference}/acknowledge", headers={"Authorization": f"Bearer {secret}"})
    (entry,) = company.admission.audit.entries(Looked(actor="robot"), 10)
    assert (entry.kind, entry.action, entry.subject) == ("program", "did.acknowledge", case.reference)


def test_a_name_that_is_nobodys_is_not_kept_because_people_type_passwords_there(company: Company, visitor: FlaskClient) -> None:
    page = visitor.get("/console/sign-in").text
    csrf = page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
    visitor.post("/console/sign-in", data={"csrf": csrf, "name": "my secret password", "password": "ann"})
    (entry,) = company.admission.audit.entries(Looked(), 10)
    assert (entry.action, entry.actor) == ("sign_in.failed", "")


def test_administrators_read_it_with_filters_and_see_a_break(
    company: Company, ann: FlaskClient, visitor: FlaskClient, edit_company: Callable[[object], None]
) -> None:
    company.accounts.add_user("boss", PASSWORD, "admin")
    visitor.set_cookie("golddust_session", company.accounts.sign_in("boss", PASSWORD), path="/console")
    ann.get("/console/cases")
    page = visitor.get("/console/audit?actor=ann&action=saw.cases").text
    assert "saw the list of cases" in page
    assert "each as it was written" in visitor.get("/console/audit?verify=1").text
    for query in ("since=yesterday", "since=0001-01-01", "until=9999-12-31", "before=x", "before=" + "9" * 40):
        assert visitor.get(f"/console/audit?{query}").status_code == 422
    edit_company(update(audit_log).where(audit_log.c.number == 1).values(actor="bob"))
    assert "The chain is broken" in visitor.get("/console/audit?verify=1").text


@pytest.fixture
def edit_company(company: Company) -> Callable[[object], None]:
    def edited(statement: object) -> None:
        with writing(company.engine) as connection:
            connection.execute(text("DROP TRIGGER audit_log_no_update"))
            connection.execute(statement)

    return edited


@pytest.mark.parametrize(
    "step", [rule.rpartition(".")[2] for rule in PAGES if rule.startswith("subscriptions.") and PAGES[rule].audited]
)
def test_what_is_done_to_a_subscription_reads_well(step: str) -> None:
    words = in_words(Entry(1, START, "person", "ada", f"did.{step}_subscription", "shop", {}))
    assert "subscription shop" in words
    assert "_" not in words


def test_details_read_well() -> None:
    assert detail_in_words({"role": "manager", "before": "agent"}) == "role manager; before agent"
    assert detail_in_words({"teams": ["finance", "hr"], "before": [], "peer": ""}) == "teams finance, hr; before none"


def test_entries_of_many_threads_are_one_chain_and_each_is_there_when_it_was_written(database: Engine, audit: Audit) -> None:
    missing: list[str] = []

    def look(number: int) -> None:
        for n in range(10):
            audit.write("person", f"agent {number}", "saw.case", f"GD-{number}-{n}")
            if not audit.entries(Looked(subject=f"GD-{number}-{n}"), 1):
                missing.append(f"GD-{number}-{n}")

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing == []
    assert (audit.verify().entries, audit.verify().breaks) == (85, ())
    with reading(database) as connection:
        rows = connection.execute(select(audit_log.c.actor, audit_log.c.subject).order_by(audit_log.c.number)).all()
    for number in range(8):  # each in the order in which it was asked for
        assert [row.subject for row in rows if row.actor == f"agent {number}"] == [f"GD-{number}-{n}" for n in range(10)]


def test_each_that_could_not_be_written_is_told_so_and_the_next_is_tried(tmp_path: Path) -> None:
    folder, refused = tmp_path / "not there yet", []
    engine = open_database(f"sqlite:///{folder / 'store.sqlite3'}")
    audit = Audit(engine, MovableClock(datetime(2026, 11, 24, tzinfo=UTC)), KEY)

    def look() -> None:
        try:
            audit.write("person", "ann", "saw.case")
        except Unavailable as away:
            refused.append(away)

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 6
    folder.mkdir()
    upgrade_database(engine)
    audit.write("person", "ann", "saw.case")
    assert audit.verify().entries == 1
    engine.dispose()
