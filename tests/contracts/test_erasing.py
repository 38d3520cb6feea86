"""Erasing, holding and exporting people, on either database and a log of our own."""

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select, text

from cli.privacy.erasing import erase_again, register_path, sweep
from cli.privacy.forgetting import honoured
from cli.privacy.requests import StoredPrivacy
from cli.wiring.installation import Installation
from config.load import load
from console.audit.chain import Looked
from golddust import topics, wire
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.erasing.register import read_file
from golddust.database.holds import held
from golddust.database.schema import case_events, cases, consents, contacts, feedback, outbox, promises, replies, tags
from golddust.database.schema.inbox import saved_views
from golddust.database.schema.mirrors import mirrors
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.database.schema.privacy import erasure_tickets
from golddust.errors import Conflict, Malformed, NotFound
from golddust.events import Address, Feedback
from golddust.metrics import NoMetrics
from golddust.ports import Wanted
from golddust.records import Entry, Record
from golddust.runner import Runner
from sinks.complaints.asking import Asking
from sinks.complaints.erasing import TicketErasing
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.complaints.made import issue, register_on
from tests.services.leftovers import in_files, in_tables
from tests.sinks.complaints.made import seen_case
from tests.sinks.made import BEN_TEXTS, MONDAY, asked, records, said, tagged

ANN = Address(kind="email", value="ann@example.com", name="Annabella Winterfeld")
WORDS = ("zwiebelkuchen", "winterfeld", "ann@example.com")


@dataclass(slots=True)
class House:
    """An installation with a few things said in it."""

    installation: Installation
    privacy: StoredPrivacy
    clock: MovableClock

    @property
    def engine(self) -> Engine:
        return self.installation.engine

    def pseudonym(self, address: Address) -> str:
        return self.installation.keys.pseudonym_of(address, "x")

    def hear(self, name: str, address: Address = ANN, **fields: object) -> Feedback:
        """Somebody says something: it is on the log, stored, tagged, a case, and an answer waits."""
        original = self.installation.originals.put([f"original zwiebelkuchen {name}".encode()])[0]
        words: dict[str, object] = {"text": f"zwiebelkuchen {name}", "original": original, "received_at": self.clock.now()}
        one = said(name, address=address, **(words | fields))
        one = replace(one, customer=self.pseudonym(address))
        events = [one, tagged(one), asked(one, requested_at=self.clock.now())]
        self.installation.log.append([wire.entry(event) for event in events])
        Store(self.engine).write(records(events[:2]))
        same: dict[str, Any] = {"feedback": one.id, "customer": one.customer, "text": one.text, "subject": one.text}
        register_on(self.engine, self.clock).open([issue(name, received_at=one.received_at, **same)])
        requests_step(self.engine, self.clock)(records([events[2]]))
        return one

    def erase(self, address: Address = ANN) -> dict[str, Any]:
        made = self.privacy.ask(self.privacy.find(address.value), "sam")
        return dict(self.privacy.perform(made.id).report)

    def rows(self, query: Any) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(query).all())

    def left(self) -> list[str]:
        folder = self.installation.settings.data_dir
        return in_tables(self.engine, WORDS) + in_files(folder, WORDS, without=("keys",))


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    given = {"data_dir": tmp_path / "data", "store.url": database_url, "complaints.region": "US"}
    with closing(Installation(load(None, given).settings)) as installation:
        clock = MovableClock(MONDAY)
        installation.clock = clock
        yield House(installation, StoredPrivacy(installation, "command"), clock)


def test_nothing_of_somebody_is_left_but_figures_and_everything_of_others(house: House) -> None:
    one, other = house.hear("one"), house.hear("other", BEN_TEXTS, text="apfelstrudel")
    with writing(house.engine) as connection:
        view = {"user": "sam", "name": "v", "query": "words=annabella+winterfeld", "saved_at": MONDAY}
        connection.execute(saved_views.insert().values(view))
    assert house.left()
    report = house.erase()
    assert house.left() == []
    assert [row.id for row in house.rows(select(feedback).where(feedback.c.customer != ""))] == [other.id]
    (shell,) = house.rows(
        select(feedback.c.received_at, feedback.c.text, tags.c.kind, tags.c.redacted)
        .join_from(feedback, tags, tags.c.feedback == feedback.c.id)
        .where(feedback.c.id == one.id)
    )
    assert (shell.received_at, shell.text, shell.kind, shell.redacted) == (one.received_at, "", "complaint", "")
    states = {row.customer: row.state for row in house.rows(select(cases.c.customer, cases.c.state))}
    assert states == {"": "closed", other.customer: "received"}
    assert {row.customer: row.state for row in house.rows(select(replies.c.customer, replies.c.state))} == {
        "": "suppressed",
        other.customer: "waiting",
    }
    assert house.installation.originals.get(other.original)
    with pytest.raises(NotFound):
        house.installation.originals.get(one.original)
    assert not [row for row in house.rows(select(promises).join(cases)) if row.kept_at is None and row.case not in _open(house)]
    assert report["erased"]["originals"] == 1
    assert house.installation.admission.audit.verify().breaks == ()
    with pytest.raises(NotFound):
        house.privacy.find(ANN.value)


def test_nothing_is_left_in_what_a_planner_keeps_of_a_table_that_is_empty_then(house: House) -> None:
    house.hear("one")
    listed = [{"id": f"{number}", "customer": house.pseudonym(ANN), "kind": "email", "address": ANN.value} for number in (1, 2)]
    with writing(house.engine) as connection:
        customer = {"name": "", "segment": "", "value": None, "language": "", "changed_at": MONDAY}
        connection.execute(imported_customers.insert(), [customer | {"id": one["id"]} for one in listed])
        connection.execute(imported_addresses.insert(), listed)
        if house.engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))  # as a server does by itself, now and then
    assert house.left()
    house.erase()
    assert house.left() == []


def _open(house: House) -> set[str]:
    return {row.id for row in house.rows(select(cases.c.id).where(cases.c.state != "closed"))}


def test_a_case_says_that_it_was_erased_and_its_history_has_no_hole(house: House) -> None:
    one = house.hear("one")
    house.erase()
    (case,) = house.rows(select(cases))
    history = house.installation.register.history(case.id)
    assert [event.number for event in history] == list(range(1, len(history) + 1))
    assert (history[-1].step, history[-1].actor, history[-1].note) == ("closed", "privacy", "erased at the person's request")
    assert {(event.customer, event.feedback) for event in history} == {("", one.id)}
    waiting = [wire.event(record) for record in _outbox(house)]
    assert [event.step for event in waiting if hasattr(event, "step")] == [event.step for event in history]


def test_nobody_opens_a_case_again_whose_customer_was_erased(house: House) -> None:
    house.hear("one")
    house.erase()
    (case,) = house.installation.register.search(Wanted(state="closed"), 10)
    assert "reopened" not in house.installation.casework.desk.possible(case)
    with pytest.raises(Conflict, match="was erased"):
        house.installation.register.not_solved(case.id, "it is broken still", "ann")


def test_an_answer_to_what_was_said_in_an_erased_case_opens_a_case_of_its_own(house: House) -> None:
    house.hear("one")
    ((reply,),) = house.rows(select(replies.c.id))
    house.erase()
    later = house.clock.now() + timedelta(hours=1)
    house.clock.move(timedelta(hours=2))
    words = {"text": "It is not solved, it broke again.", "kind": "complaint"}
    again = issue("again", received_at=later, feedback="again", customer=house.pseudonym(BEN_TEXTS), answers=reply, **words)
    register_on(house.engine, house.clock).open([again])
    states = {row.customer: row.state for row in house.rows(select(cases.c.customer, cases.c.state))}
    assert states == {"": "closed", house.pseudonym(BEN_TEXTS): "received"}


def _outbox(house: House) -> list[Record]:
    return [
        Record(row.topic, 0, 0, row.key, row.value, row.headers, MONDAY)
        for row in house.rows(select(outbox).order_by(outbox.c.number))
    ]


def test_who_writes_again_is_new_and_is_not_erased_again(house: House) -> None:
    house.hear("before")
    house.erase()
    house.clock.move(timedelta(hours=1))
    after = house.hear("after")
    assert sweep(house.installation) == 0
    assert erase_again(house.installation) == 0
    assert [row.id for row in house.rows(select(feedback).where(feedback.c.customer != ""))] == [after.id]
    assert house.installation.originals.get(after.original)


def test_what_was_under_way_comes_to_nothing(house: House) -> None:
    late = replace(said("late", address=ANN, text="zwiebelkuchen"), customer=house.pseudonym(ANN))
    late = replace(late, original=house.installation.originals.put([b"late zwiebelkuchen"])[0])
    house.hear("one")
    house.clock.move(timedelta(minutes=1))
    house.erase()
    house.clock.move(timedelta(minutes=1))
    house.installation.log.append([wire.entry(late), wire.entry(tagged(late))])  # a stage wrote what it had in its hands
    step = honoured(house.installation, Store(house.engine).write)
    runner = Runner(
        "store", house.installation.log.reader([topics.RECEIVED, topics.TAGGED], "store"), step, house.clock, NoMetrics()
    )
    runner.run_once()
    house.installation.log.shred()
    assert house.left() == []
    with pytest.raises(NotFound):
        house.installation.originals.get(late.original)


def test_a_sweep_finds_what_was_written_while_somebody_was_being_erased(house: House) -> None:
    late = replace(said("late", address=ANN, text="zwiebelkuchen"), customer=house.pseudonym(ANN))
    house.hear("one")
    house.erase()
    Store(house.engine).write(records([late, tagged(late)]))
    house.installation.log.append([wire.entry(late)])
    assert house.left()
    assert sweep(house.installation) == 1
    house.privacy.finish(at_once=True)  # as the round does, once an hour
    assert house.left() == []
    house.clock.move(timedelta(days=2))
    assert sweep(house.installation) == 0


def test_after_a_restore_all_are_erased_again_by_the_register_that_was_kept_beside_it(house: House, tmp_path: Path) -> None:
    house.hear("one")
    house.erase()
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(register_path(house.installation).read_bytes())
    assert len(list(read_file(kept))) == 1
    with writing(house.engine) as connection:  # as a backup from before the erasure would have it
        connection.execute(text("DELETE FROM erased"))
    register_path(house.installation).unlink()
    one = replace(said("restored", address=ANN, text="zwiebelkuchen"), customer=house.pseudonym(ANN))
    Store(house.engine).write(records([one]))
    house.installation.log.append([wire.entry(one)])
    assert erase_again(house.installation) == 0
    assert erase_again(house.installation, kept) == 1
    assert house.left() == []
    assert list(read_file(register_path(house.installation))) == list(read_file(kept))


def test_what_is_no_register_is_refused(house: House, tmp_path: Path) -> None:
    at = "2026-01-01T00:00:00+00:00"
    for content in ("{}", "no json", f'{{"person": 1, "until": "{at}", "erasure": ""}}', '{"person": "a", "until": "soon"}'):
        (tmp_path / "wrong.jsonl").write_text(content, encoding="utf-8")
        with pytest.raises(Malformed, match="line 1"):
            erase_again(house.installation, tmp_path / "wrong.jsonl")


def test_a_hold_beats_erasure_and_what_waited_is_done_when_it_is_released(house: House) -> None:
    one = house.hear("one")
    house.privacy.hold(one.customer, "a claim in court", "judge")
    with reading(house.engine) as connection:
        assert held(connection, [one.customer, "cust_other"]) == {one.customer}
    with pytest.raises(Conflict, match="held"):
        house.privacy.ask(one.customer, "sam")
    waits = house.privacy.ask(one.customer, "sam", when_released=True)
    assert waits.state == "held"
    assert house.privacy.perform_waiting() == 0
    with pytest.raises(Malformed):
        house.privacy.release(one.customer, " ", "judge")
    house.privacy.release(one.customer, "settled", "judge")
    assert house.privacy.perform_waiting() == 1
    assert house.privacy.erasure(waits.id).state == "done"
    assert house.left() == []
    (hold,) = house.privacy.holds()
    assert (hold.customer, hold.reason, hold.released_by) == ("", "", "judge")
    with pytest.raises(NotFound):
        house.privacy.release(one.customer, "again", "judge")


def test_a_hold_that_comes_between_asking_and_erasing_is_found(house: House) -> None:
    one = house.hear("one")
    made = house.privacy.ask(one.customer, "sam")
    house.privacy.hold(one.customer, "a claim", "judge")
    assert house.privacy.perform_waiting() == 0
    assert house.privacy.erasure(made.id).state == "held"
    assert house.left()


def test_who_said_stop_is_never_written_to_again(house: House) -> None:
    house.hear("stop", BEN_TEXTS, command="stop", command_word="STOP", text="STOP zwiebelkuchen")
    customer = house.pseudonym(BEN_TEXTS)
    report = house.erase(BEN_TEXTS)
    assert {row.state for row in house.rows(select(consents).where(consents.c.customer == customer))} == {"stopped"}
    assert in_tables(house.engine, ["zwiebelkuchen", "2025550142"]) == []
    assert "store: consents" in {one["place"] for one in report["remains"]}


def test_all_addresses_of_a_person_go_together(house: House) -> None:
    house.hear("mail")
    house.hear("text", BEN_TEXTS)
    house.installation.casework.people  # noqa: B018 - made now
    with writing(house.engine) as connection:
        for customer in (house.pseudonym(ANN), house.pseudonym(BEN_TEXTS)):
            row = {"customer": customer, "person": min(house.pseudonym(ANN), house.pseudonym(BEN_TEXTS))}
            connection.execute(text("INSERT INTO person_addresses (customer, person) VALUES (:customer, :person)"), row)
    house.erase(BEN_TEXTS)
    assert house.left() == []
    assert house.rows(select(contacts)) == []


def test_tickets_elsewhere_are_ordered_to_be_erased_and_nothing_more_is_carried_there(house: House) -> None:
    house.hear("one")
    printed = PrintedMirror(house.clock, lambda _: None)
    ticket = printed.open(seen_case())
    (case,) = house.rows(select(cases))
    words = dict.fromkeys(("shown", "there", "why", "claim"), "")
    times = dict.fromkeys(("since", "next_try_at", "settles_at", "claimed_at", "changed_at"), MONDAY)
    row = {"case": case.id, "mirror": "printed", "reference": case.reference, "ticket": ticket, "state": "open", "heard": []}
    with writing(house.engine) as connection:
        connection.execute(mirrors.insert().values({**row, **words, **times, "known": 1, "carried": 1, "tries": 0}))
    report = house.erase()
    (order,) = house.rows(select(erasure_tickets))
    assert (order.ticket, order.state) == (ticket, "waiting")
    asking = Asking(printed, house.clock, NoMetrics(), lambda: None)
    house.clock.move(timedelta(minutes=1))
    assert TicketErasing(house.engine, asking, house.clock).erase_due(5) == 1
    assert printed.tickets == {}
    shown = house.privacy.erasures()[0]
    assert house.privacy.erasure(shown.id).report["elsewhere"][0]["state"] == "erased"
    assert report["sha256"] == house.privacy.erasure(shown.id).report["sha256"]
    assert [row.state for row in house.rows(select(mirrors.c.state))] == ["erased"]


def test_looking_at_what_would_go_changes_nothing(house: House) -> None:
    one = house.hear("one")
    before = (house.rows(select(feedback)), house.rows(select(cases)), house.rows(select(case_events)))
    known = house.privacy.known(one.customer, by="sam")
    assert known.places["store: feedback"] == 1
    assert known.places["originals"] == 1
    assert known.places[f"log: {topics.RECEIVED}"] == 1
    assert (house.rows(select(feedback)), house.rows(select(cases)), house.rows(select(case_events))) == before
    assert house.installation.originals.get(one.original)


def test_an_export_has_all_of_theirs_and_nothing_of_others(house: House, tmp_path: Path) -> None:
    one = house.hear("one")
    house.hear("other", BEN_TEXTS, text="apfelstrudel")
    house.installation.admission.audit.write("person", "sam.the.agent", "saw.one_feedback", one.id)
    house.installation.log.append(
        [Entry(topics.RECEIVED, one.customer, b"{no JSON zwiebelkuchen", {"ce_type": "golddust.feedback.received.v1"})]
    )
    counts = house.privacy.export(one.customer, tmp_path / "out.zip", "de", by="sam")
    assert (counts["messages"], counts["cases"], counts["originals"]) == (1, 1, 1)
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        whole = {name: packed.read(name) for name in packed.namelist()}
    assert whole[f"originals/{one.id}.eml"] == b"original zwiebelkuchen one"
    assert not [name for name, content in whole.items() if b"apfelstrudel" in content or b"2025550142" in content]
    assert not [name for name, content in whole.items() if b"sam.the.agent" in content]
    (seen,) = (row for row in json.loads(whole["data/who_saw_your_data.json"]) if row["action"] == "saw.one_feedback")
    assert seen["actor"].startswith("colleague ")
    page = whole["index.html"].decode()
    assert '<html lang="de"' in page
    assert "zwiebelkuchen one" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    with pytest.raises(Conflict):
        house.privacy.export(one.customer, tmp_path / "out.zip")
    entries = house.installation.admission.audit.entries
    assert [entry.subject for entry in entries(Looked(action="privacy.exported"), 9)] != [one.customer]


def test_words_of_customers_are_escaped_on_the_page(house: House, tmp_path: Path) -> None:
    one = house.hear("one", text="<script>alert('zwiebelkuchen')</script>")
    house.privacy.export(one.customer, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        page = packed.read("index.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#39;zwiebelkuchen&#39;)" in page


def test_the_same_message_of_two_people_keeps_its_original(house: House) -> None:
    one = house.hear("one")
    house.hear("other", BEN_TEXTS, original=one.original, text="apfelstrudel")
    house.erase()
    assert house.installation.originals.get(one.original) == b"original zwiebelkuchen one"
