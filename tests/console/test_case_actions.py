"""What people do with a case on its page."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from console.cases.actions import ACTIONS
from golddust.ports import Case, Resolution
from tests.console.company import Company

Post = Callable[..., TestResponse]
PARTS = {
    "happened": "The courier lost it.",
    "apology": "We are sorry that you waited.",
    "reason": "A label came off.",
    "remedy": "A new one is on its way.",
}
PROMISED = "The parcel never arrived, I am angry."


def test_who_has_seen_a_case_is_named(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "acknowledge").location == f"/console/cases/{case.reference}"
    assert company.register.find(case.id).state == "acknowledged"
    assert company.register.history(case.id)[-1].actor == "ann"
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Seen by a person" in page
    assert "I have seen it" not in page


def test_a_case_is_given_to_somebody(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    post(case.reference, "assign", assignee="finance team")
    assert company.register.find(case.id).assignee == "finance team"


def test_a_case_is_resolved_with_its_four_parts(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "resolve", **PARTS).status_code == 303
    page = ann.get(f"/console/cases/{case.reference}").text
    assert company.register.find(case.id).state == "resolved"
    for words in PARTS.values():
        assert words in page
    assert "Resolve: tell" not in page


@pytest.mark.parametrize("missing", PARTS)
def test_without_one_of_the_four_parts_nothing_is_resolved_and_nothing_typed_is_lost(
    company: Company, post: Post, missing: str
) -> None:
    case = company.case_of(company.hear(PROMISED))
    answer = post(case.reference, "resolve", **PARTS | {missing: "  "})
    assert answer.status_code == 422
    assert f"Missing: {missing}" in answer.text
    for part, words in PARTS.items():
        assert (words in answer.text) == (part != missing)
    assert company.register.find(case.id).state == "received"


def test_when_somebody_was_quicker_the_page_shows_what_changed_and_keeps_what_was_typed(
    company: Company, ann: FlaskClient
) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    company.register.acknowledge(case.id, "bob")
    answer = ann.post(f"/console/cases/{case.reference}/resolve", data=hidden | PARTS)
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text
    (new,) = re.findall(r'<li class="step-(\w+) new">', answer.text)
    assert new == "acknowledged"
    assert PARTS["remedy"] in answer.text
    assert company.register.find(case.id).state == "acknowledged"
    again = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', answer.text))
    assert ann.post(f"/console/cases/{case.reference}/resolve", data=again | PARTS).status_code == 303


def test_a_step_that_the_state_does_not_allow_is_refused_in_words(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    company.register.acknowledge(case.id, "bob")
    answer = post(case.reference, "acknowledge")
    assert answer.status_code == 409
    assert "is not possible" in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "²"])
def test_a_form_without_a_version_does_nothing(company: Company, post: Post, version: str) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "acknowledge", version=version).status_code == 400
    assert company.register.find(case.id).version == case.version


def test_an_assignee_that_is_no_name_is_refused(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "assign", assignee=" ").status_code == 422


def test_an_action_on_a_case_that_there_is_not_is_404(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    for action in ACTIONS:
        assert ann.post(f"/console/cases/GD-0000-0000/{action}", data=hidden | {"number": "1"}).status_code == 404


def test_a_get_never_acts(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    for action in ACTIONS:
        assert ann.get(f"/console/cases/{case.reference}/{action}").status_code == 405
    assert company.register.find(case.id).version == case.version


def test_replies_are_shown_with_how_they_stand(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    company.reply(case, "acknowledgement", "failed", "the mailbox does not exist", "Your message is here.")
    page = ann.get(f"/console/cases/{case.reference}").text
    for shown in ("Acknowledgement by e-mail", "failed", "the mailbox does not exist", "Your message is here."):
        assert shown in page


def now(company: Company, case: Case) -> Case:
    return company.register.find(case.id)


def test_an_agents_day_with_a_case(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))

    def do(action: str, **fields: str) -> Case:
        assert post(case.reference, action, **fields).status_code == 303
        return now(company, case)

    assert do("accept").assignee == "ann"
    assert do("start").state == "in_work"
    assert do("ask", words="Which\r\ncolour?").state == "waiting"
    assert company.register.history(case.id)[-1].note == "Which\ncolour?"
    assert do("start").state == "in_work"
    do("tell", words="We are looking for it.")
    do("note", words="The depot calls back.")
    do("escalate", words="It is stuck.")
    assert do("assign", assignee="kim").assignee == "kim"
    cost_and_pledge = {"cost": "12,5", "pledge_words": "a new parcel is there", "pledge_due": "2026-12-01T17:00"}
    resolved = do("resolve", **PARTS, **cost_and_pledge)
    assert (resolved.cost, resolved.promises[-1].words) == (12.5, "a new parcel is there")
    assert "Pledge due in" in ann.get(f"/console/cases/{case.reference}").text
    assert do("keep", number="1").promises[-1].kept_at
    assert do("close").state == "closed"
    assert do("not-solved", words="It is broken as well.").state == "reopened"
    assert {event.actor for event in company.register.history(case.id)} == {"ann", "register"}


def test_only_what_was_changed_is_set(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    shown = {"priority": case.priority, "owner": case.owner, "segment": "", "cause": "", "cost": "", "delay": ""}
    assert post(case.reference, "set", **shown).status_code == 303
    assert now(company, case).version == case.version
    post(case.reference, "set", **shown | {"segment": "gold", "cost": "3", "delay": "Strike."})
    changed = now(company, case)
    assert (changed.segment, changed.cost, changed.delay) == ("gold", 3.0, "Strike.")
    assert company.register.history(case.id)[-1].note == "segment gold, delay Strike., cost 3.0"


def test_two_cases_are_merged_and_split_again_from_their_page(company: Company, ann: FlaskClient, post: Post) -> None:
    one, other = company.case_of(company.hear(f"{PROMISED} Once.")), company.case_of(company.hear(f"{PROMISED} Twice."))
    assert post(one.reference, "merge", into=other.reference).location == f"/console/cases/{other.reference}"
    gone = ann.get(f"/console/cases/{one.reference}").text
    assert f'It goes on as <a href="/console/cases/{other.reference}">' in gone
    assert "Resolve: tell" not in gone
    stays = ann.get(f"/console/cases/{other.reference}").text
    assert "What else they said in this case" in stays
    assert f'href="/console/cases/{one.id}">The other case' in stays
    assert post(other.reference, "split", feedback=one.feedback).status_code == 303
    assert now(company, one).state == "reopened"


def offers(page: str) -> list[tuple[str, str]]:
    """The buttons beside each other case that may be the same matter: what is decided, and about which."""
    form = r'<form method="post" action="/console/cases/[^/"]+/(same|apart)">.*?name="other" value="([^"]+)"'
    return re.findall(form, page)


def test_another_case_of_the_same_person_is_offered_and_one_button_decides(
    company: Company, ann: FlaskClient, post: Post
) -> None:
    one, other, third = (company.case_of(company.hear(f"{PROMISED} {n}")) for n in ("Once.", "Twice.", "Thrice."))
    page = ann.get(f"/console/cases/{other.reference}").text
    assert sorted(offers(page)) == sorted((step, case.reference) for step in ("same", "apart") for case in (one, third))
    assert "The same: make one case" in page
    post(other.reference, "apart", other=third.reference)
    assert {reference for _, reference in offers(ann.get(f"/console/cases/{other.reference}").text)} == {one.reference}
    assert post(other.reference, "same", other=one.reference).location == f"/console/cases/{one.reference}"
    assert now(company, other).merged_into == one.id


def test_who_is_perhaps_the_same_person_is_asked_for_the_proof_first(company: Company, ann: FlaskClient, post: Post) -> None:
    text = company.case_of(company.hear(PROMISED, channel="sms", address="+12025550142", name=""))
    mail = company.case_of(company.hear(f"{PROMISED} My number is 202-555-0142."))
    page = ann.get(f"/console/cases/{mail.reference}").text
    assert "they name this address themselves" in page
    assert "The same: ask both for the proof" in page
    assert post(mail.reference, "same", other=text.reference).status_code == 303
    assert now(company, mail).merged_into == now(company, text).merged_into == ""
    waiting = ann.get(f"/console/cases/{mail.reference}").text
    assert "when it is proven that it is one person" in waiting
    assert offers(waiting) == [("apart", text.reference)]


@pytest.mark.parametrize(
    ("action", "fields", "reason"),
    [
        ("ask", {"words": " "}, "something must be said"),
        ("tell", {"words": ""}, "something must be said"),
        ("note", {"words": ""}, "something must be said"),
        ("escalate", {"words": ""}, "something must be said"),
        ("set", {"priority": "urgent", "owner": "x"}, "Priority: one of"),
        ("set", {"priority": "low", "owner": ""}, "Owner: a name"),
        ("set", {"priority": "low", "owner": "x", "cost": "much"}, "an amount such as 12.50"),
        ("set", {"priority": "low", "owner": "x", "cause": "x"}, "there is no cause"),
        ("merge", {"into": "GD-0000-0000"}, "There is no case"),
        ("same", {"other": "GD-0000-0000"}, "There is no case"),
        ("apart", {"other": ""}, "There is no case"),
        ("split", {"feedback": "nothing"}, "That message does not belong"),
        ("resolve", PARTS | {"reason": "[… why]"}, "Still blank: reason"),
        ("resolve", PARTS | {"pledge_words": "a new one"}, "needs both"),
        ("resolve", PARTS | {"pledge_due": "2026-12-01T17:00"}, "needs both"),
        ("resolve", PARTS | {"pledge_words": "a new one", "pledge_due": "soon"}, "write it as 2026-12-01 17:00"),
        ("resolve", PARTS | {"pledge_words": "a new one", "pledge_due": "2001-01-01T17:00"}, "a time to come"),
    ],
)
def test_what_cannot_be_done_is_said_beside_what_was_typed(
    company: Company, post: Post, action: str, fields: dict[str, str], reason: str
) -> None:
    case = company.case_of(company.hear(PROMISED))
    answer = post(case.reference, action, **fields)
    assert answer.status_code == 422
    assert reason.lower() in answer.text.lower()
    for typed in fields.values():
        assert typed.strip() in answer.text or typed in ("urgent", "nothing")  # which no form of ours offers
    assert now(company, case).version == case.version


def test_a_form_that_was_refused_stands_open_and_no_other_holds_its_words(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    company.register.note(case.id, "meanwhile", "bob")
    page = ann.post(f"/console/cases/{case.reference}/note", data=hidden | {"words": "Only once."}).text
    assert page.count("Only once.") == 1
    assert re.search(r"<details[^>]* open>\s*<summary>Note something", page)
    assert len(re.findall(r"<details[^>]* open>", page)) == 1


def test_what_is_not_possible_is_not_offered(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED, address=""))
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Write to the customer" not in page
    assert "The customer left no address" in page
    company.register.resolve(case.id, Resolution(**PARTS), "ann")
    page = ann.get(f"/console/cases/{case.reference}").text
    for offered in ("Close it", "The customer says that it is not solved", "Note something for us"):
        assert offered in page
    for not_offered in ("Resolve: tell", "Take it into work", "It is the same matter"):
        assert not_offered not in page


def test_whoever_was_called_is_named_and_can_accept(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    page = ann.get(f"/console/cases/{case.reference}").text
    for shown in ("Called: team lead", "nobody holds this role", "To be accepted by", ">Accept it<"):
        assert shown in page
    assert "team lead called" in ann.get("/console/cases").text
    post(case.reference, "accept")
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Accepted" in page
    assert ">Accept it<" not in page


def test_a_case_that_is_resolved_calls_nobody_who_did_not_come(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert "Called: team lead" in ann.get(f"/console/cases/{case.reference}").text
    post(case.reference, "resolve", **PARTS)
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Called: team lead" not in page
    assert ">Accept it<" not in page


def test_each_clock_explains_itself_on_the_page(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    page = ann.get(f"/console/cases/{case.reference}").text
    for reading in company.desk.clocks(case):
        assert reading.words[1:] in page
    company.register.ask(case.id, "Which colour?", "ann")
    assert "Answer: its clock stands" in ann.get(f"/console/cases/{case.reference}").text
    assert "answer: its clock stands" in ann.get("/console/cases?state=waiting").text


def test_what_was_told_before_stands_beside_the_case(company: Company, ann: FlaskClient) -> None:
    before = company.case_of(company.hear("Where is my refund?"))
    company.register.resolve(before.id, Resolution(**PARTS), "ann")
    case = company.case_of(company.hear(PROMISED))
    page = ann.get(f"/console/cases/{case.reference}").text
    for shown in ("What they told us before", "Where is my refund?", before.reference, f"What was done: {PARTS['remedy']}"):
        assert shown in page


def test_a_case_is_counted_to_a_cause_and_out_of_it_again(company: Company, ann: FlaskClient, post: Post) -> None:
    case, other = company.case_of(company.hear(PROMISED)), company.case_of(company.hear("Where is my refund?"))
    one = company.known_causes.create("Labels come off", [other.id], "bob")
    two = company.known_causes.create("The depot burned", [company.case_of(company.hear("My bag never came!")).id], "bob")
    shown = {"priority": case.priority, "owner": case.owner}
    assert f'value="{one.number}: Labels come off"' in ann.get(f"/console/cases/{case.reference}").text
    for cause in (one, two):
        assert post(case.reference, "set", **shown, cause=f"{cause.number}: {cause.title}").status_code == 303
        assert now(company, case).cause == cause.id
    assert [len(company.known_causes.cases_of(cause.id)) for cause in (one, two)] == [1, 2]
    assert f"{two.number}: The depot burned</a>" in ann.get(f"/console/cases/{case.reference}").text
    post(case.reference, "set", **shown, cause="")
    assert now(company, case).cause == ""
    company.known_causes.mend(one.id, "Better glue.", "bob")
    assert post(case.reference, "set", **shown, cause=str(one.number)).status_code == 409
