"""A tag that is put right may make a message one that somebody must act on: then it has a case, once."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from golddust import topics
from golddust.database.engine import reading
from golddust.database.schema import outbox
from golddust.events import Issue
from golddust.ports import Case
from golddust.records import Record
from sinks.store.store import Store
from tests.console.company import Company
from tests.console.test_inbox import put, undo

FINE = "Thank you so much, your staff was wonderful and kind!"


def sent(company: Company, topic: str = topics.ISSUES) -> Iterator[Record]:
    """What the outbox has for the log."""
    with reading(company.engine) as connection:
        rows = connection.execute(select(outbox).where(outbox.c.topic == topic).order_by(outbox.c.number)).all()
    return (Record(row.topic, 0, n, row.key, row.value, row.headers, company.clock.now()) for n, row in enumerate(rows))


def issues(company: Company) -> list[Issue]:
    return [msgspec.json.decode(record.value, type=Issue) for record in sent(company)]


def take_up(company: Company) -> None:
    """What the stage `complaints` does with all that was said so far: the same again and again."""
    company.register.open(issues(company))


def cases(company: Company) -> list[Case]:
    return company.register.cases("", 10)


@pytest.mark.parametrize("kind", ["complaint", "question", "suggestion"])
def test_what_somebody_must_act_on_has_a_case_once(company: Company, ann: FlaskClient, kind: str) -> None:
    said = company.hear(FINE)
    assert cases(company) == []
    put(ann, said, f"kind:{kind}")
    (issue,) = issues(company)
    assert (issue.kind, issue.feedback, issue.text) == (kind, said, FINE)
    for _ in range(2):
        take_up(company)
    (case,) = cases(company)
    assert (case.kind, case.feedback, case.state) == (kind, said, "received")
    assert case.promises
    assert case.reference in ann.get("/console/feedback").text


def test_urgency_makes_a_case_as_well_and_moods_and_topics_make_none(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE)
    for answer in ("sentiment:negative", "emotion:anger", "topic:delivery", "kind:spam", "kind:praise"):
        put(ann, said, answer)
    assert issues(company) == []
    put(ann, said, "urgency:critical")
    assert [issue.priority for issue in issues(company)] == ["critical"]


def test_what_has_a_case_gets_no_second_one(company: Company, ann: FlaskClient) -> None:
    said = company.hear("The parcel never arrived, I am angry.")
    put(ann, said, "kind:question")
    put(ann, said, "kind:praise")
    put(ann, said, "kind:complaint")
    take_up(company)
    assert len(cases(company)) == 1


def test_undone_and_put_right_again_it_has_one_case(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE)
    first = put(ann, said, "kind:complaint")
    take_up(company)
    undo(ann, first.location)
    company.clock.move(timedelta(seconds=1))
    put(ann, said, "kind:complaint")
    assert len({issue.id for issue in issues(company)}) == 2
    take_up(company)
    assert len(cases(company)) == 1


def test_an_undo_takes_back_the_tag_and_not_the_case_and_the_page_says_so(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE)
    put(ann, said, "kind:complaint")
    take_up(company)
    (case,) = cases(company)
    assert "no matter to act on" not in ann.get(f"/console/cases/{case.reference}").text
    put(ann, said, "kind:praise")
    assert company.register.find(case.id).state == "received"
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "ann said that this message is no matter to act on: praise." in page


@pytest.mark.parametrize("answer", ["topic:price", "urgency:high"])
def test_a_case_tells_what_was_put_right_until_somebody_sets_what_follows(
    company: Company, ann: FlaskClient, answer: str
) -> None:
    case = company.case_of(company.hear("The parcel never arrived, I am angry."))
    path = f"/console/cases/{case.reference}"
    assert "put right what this message is about" not in ann.get(path).text
    put(ann, case.feedback, answer)
    assert "ann put right what this message is about, or how pressing it is." in ann.get(path).text
    company.clock.move(timedelta(minutes=1))
    company.register.change(case.id, "ann", cost=3.0)
    assert "put right what this message is about" in ann.get(path).text
    company.register.change(case.id, "ann", owner="finance")
    assert "put right what this message is about" not in ann.get(path).text


def test_a_case_that_a_correction_opened_follows_it_and_tells_of_none(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE)
    put(ann, said, "urgency:critical")
    take_up(company)
    (case,) = cases(company)
    assert "put right what this message is about" not in ann.get(f"/console/cases/{case.reference}").text


def test_replays_of_what_was_put_right_and_of_what_was_tagged_make_nothing_more(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE)
    put(ann, said, "kind:complaint")
    take_up(company)
    Store(company.engine).write(list(sent(company, topics.CORRECTED)))
    company.tag_again(said)
    put(ann, said, "kind:complaint")
    assert len(issues(company)) == 1
    assert len(cases(company)) == 1
    assert company.archive.one(said)["kind"] == "complaint"


def test_machines_mail_has_no_case_whatever_its_kind(company: Company, ann: FlaskClient) -> None:
    said = company.hear(FINE, automatic="auto_reply")
    put(ann, said, "kind:complaint")
    assert issues(company) == []
