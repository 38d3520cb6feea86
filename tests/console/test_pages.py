"""The console's pages of figures, feedback and cases."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from golddust.events import Attachment
from golddust.ports import Pledge, Resolution
from tests.console.company import START, Company, without_our_scripts

ATTACK = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "onmouseover="alert(1)'
PAGE = 25


def links(page: str) -> list[str]:
    return re.findall(r'(?:href|src|action)="([^"]*)"', page)


def test_an_empty_company_is_shown_with_what_to_do(ann: FlaskClient) -> None:
    page = ann.get("/console/").text
    assert "Nobody has said anything yet." in page
    assert "/tell-us" in page
    assert "No case here" in ann.get("/console/cases").text
    assert "Nothing here" in ann.get("/console/feedback").text


def test_the_overview_tells_what_waits_and_for_what(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible.", "Late"))
    company.reply(case, "acknowledgement", "waiting", "no relay is configured ([replies.smtp] host)")
    page = ann.get("/console/").text
    assert "One case waits for us." in page
    assert "<strong>1 e-mail waits</strong>: no relay is configured ([replies.smtp] host)" in page
    assert case.reference in page


def test_what_waits_for_one_reason_is_told_once(company: Company, ann: FlaskClient) -> None:
    mail = company.hear("The parcel is two weeks late, this is terrible.")
    form = company.hear("The lamp broke, this is terrible.", address="ben@example.com", channel="form")
    hook = company.hear("The lamp broke twice, this is terrible.", address="cid@example.com", channel="hook")
    for case in map(company.case_of, (mail, form, hook)):
        company.reply(case, "acknowledgement", "waiting", "no relay is configured ([replies.smtp] host)")
    page = ann.get("/console/").text
    assert "<strong>1 e-mail waits · 2 answers wait</strong>: no relay is configured" in page
    assert page.count("no relay is configured") == 1


def test_a_case_tells_that_its_customer_does_not_have_the_answer(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    company.reply(case, "acknowledgement", "failed", "the mailbox was full")
    company.reply(case, "resolution", "waiting", "no relay is configured ([replies.smtp] host)")
    page = ann.get(f"/console/cases/{case.reference}").text
    assert '<p class="notice" role="status"><strong>Resolution by e-mail: waiting.</strong> no relay is configured' in page
    assert '<p class="notice" role="status"><strong>Acknowledgement by e-mail: failed.</strong> the mailbox was full' in page
    company.clock.move(timedelta(minutes=1))
    company.reply(case, "late_apology", "sent", "")
    company.reply(case, "check", "suppressed", "a machine said enough today")
    head = ann.get(f"/console/cases/{case.reference}").text.partition('class="columns')[0]
    assert "<strong>Resolution by e-mail: waiting.</strong>" in head, "a machine's word is none of a person's"
    assert "the mailbox was full" not in head
    assert "said enough" not in head
    company.clock.move(timedelta(minutes=1))
    company.reply(case, "update", "sent", "")
    assert '<p class="notice" role="status"><strong>' not in ann.get(f"/console/cases/{case.reference}").text


def test_a_case_tells_that_its_answer_came_back(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    company.reply(case, "acknowledgement", "failed", "the mailbox was full")
    company.clock.move(timedelta(minutes=1))
    company.reply(case, "resolution", "sent", "it came back: there is no such mailbox")
    head = ann.get(f"/console/cases/{case.reference}").text.partition('class="columns')[0]
    assert "it came back: there is no such mailbox" in head
    assert "the mailbox was full" in head


def test_a_broken_promise_shows(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    company.clock.move(timedelta(days=30))
    company.clockwork.tick()
    company.accounts.add_user("ann", "a long enough password")
    cookie = company.accounts.sign_in("ann", "a long enough password")
    ann.set_cookie("golddust_session", cookie, path="/console")
    assert "A promise is broken in one." in ann.get("/console/").text
    page = ann.get(f"/console/cases/{case.reference}").text
    assert re.search(r'class="late">\s*<strong>Answer', page)
    assert "A promise was broken" in page


def test_feedback_is_shown_newest_first_a_page_at_a_time_without_gaps(company: Company, ann: FlaskClient) -> None:
    said = [company.hear(f"number {n}", tagged=False) for n in range(2 * PAGE + 3)]
    seen: list[str] = []
    path: str | None = "/console/feedback"
    while path:
        page = ann.get(path).text
        seen += re.findall(r'href="/console/feedback/([a-z2-7]{26})"', page)
        older = re.search(r'rel="next" href="([^"]*)"', page)
        path = older.group(1).replace("&amp;", "&") if older else None
    assert seen == said[::-1]


def test_feedback_is_shown_by_kind(company: Company, ann: FlaskClient) -> None:
    complaint = company.hear("The lid broke after one week, I am very disappointed.")
    praise = company.hear("Thank you so much, your staff was wonderful and kind!")
    page = ann.get("/console/feedback?kind=praise").text
    assert praise in page
    assert complaint not in page
    assert ann.get("/console/feedback?kind=nonsense").location == "/console/feedback"


def test_one_feedback_is_shown_as_received_with_why_it_was_tagged(company: Company, ann: FlaskClient) -> None:
    file = Attachment(name="statement.pdf", type="application/pdf", size=2048)
    said = company.hear("I was charged twice for order 48213, call 202-555-0117.", "Money", attachments=(file,))
    page = ann.get(f"/console/feedback/{said}").text
    for shown in ("call 202-555-0117.", "ann@example.com", "statement.pdf", "<mark>charged twice</mark>", "#", "complaint"):
        assert shown in page


def test_a_picture_that_is_still_to_be_fetched_is_shown_as_such(company: Company, ann: FlaskClient) -> None:
    picture = Attachment(name="ME12", type="image/jpeg", url="https://api.twilio.com/x")
    assert "being fetched" in ann.get(f"/console/feedback/{company.hear('The lid broke.', attachments=(picture,))}").text


def test_feedback_that_is_not_tagged_yet_says_so(company: Company, ann: FlaskClient) -> None:
    page = ann.get(f"/console/feedback/{company.hear('just now', tagged=False)}").text
    assert "It is being read" in page


def test_who_said_stop_is_shown_with_the_words_that_prove_it(company: Company, ann: FlaskClient) -> None:
    said = company.hear("The parcel never arrived, I am angry.")
    pages = (f"/console/feedback/{said}", f"/console/cases/{company.case_of(said).reference}")
    assert all("They want nothing more" not in ann.get(page).text for page in pages)
    company.clock.move(timedelta(minutes=1))
    company.hear("Leave me <alone>", command="stop", tagged=False)
    for page in pages:
        text = ann.get(page).text
        assert "They want nothing more by machines, since" in text
        assert "<q>Leave me &lt;alone&gt;</q>" in text
    company.clock.move(timedelta(minutes=1))
    company.hear("Write again", command="start", tagged=False)
    assert all("They want nothing more" not in ann.get(page).text for page in pages)


def test_a_machines_message_says_in_words_what_it_is(company: Company, ann: FlaskClient) -> None:
    said = company.hear("Your message did not reach anybody.", automatic="bounce")
    assert "automatic: delivery report" in ann.get("/console/feedback").text
    assert "delivery report: kept and counted, and not answered" in ann.get(f"/console/feedback/{said}").text


@pytest.mark.parametrize(
    "path", ["/console/feedback/nonsense", "/console/cases/GD-0000-0000", "/console/feedback?before=nonsense"]
)
def test_what_is_not_there_is_a_page_that_says_so(ann: FlaskClient, path: str) -> None:
    answer = ann.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("typed", ["{}", "{}  ", "{} lower"])
def test_a_case_is_found_by_its_reference_however_it_is_typed(company: Company, ann: FlaskClient, typed: str) -> None:
    case = company.case_of(company.hear("The parcel never arrived, I am angry."))
    wanted = typed.format(case.reference)
    if "lower" in wanted:
        wanted = case.reference.lower().replace("-", " ")
    assert ann.get("/console/cases", query_string={"reference": wanted}).location == f"/console/cases/{case.reference}"


def test_a_reference_that_there_is_not_is_said_as_text(ann: FlaskClient) -> None:
    answer = ann.get("/console/cases", query_string={"reference": "<script>"})
    assert answer.status_code == 404
    assert "There is no case “&lt;script&gt;”" in answer.text


def test_cases_are_listed_by_state(company: Company, ann: FlaskClient) -> None:
    waiting = company.case_of(company.hear("The parcel never arrived, I am angry."))
    taken = company.register.acknowledge(company.case_of(company.hear("Where is my refund?")).id, "ann")
    listed = {
        state: ann.get(f"/console/cases?state={state}").text for state in ("open", "received", "acknowledged", "all", "nonsense")
    }
    assert [waiting.reference in listed[s] for s in listed] == [True, True, False, True, True]
    assert [taken.reference in listed[s] for s in listed] == [True, False, True, True, True]


def test_cases_are_listed_by_what_is_known_of_them(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel never arrived, I am angry."))
    other = company.case_of(company.hear("Where is my refund?"))
    company.register.assign(case.id, "ann", "bob")
    company.register.change(case.id, "ann", segment="gold")
    cause = company.known_causes.create("Labels come off", [case.id], "ann")

    def listed(query: str) -> list[bool]:
        page = ann.get(f"/console/cases?{query}").text
        return [one.reference in page for one in (case, other)]

    for query in (
        "person=ann",
        "assignee=ann",
        "segment=gold",
        "cause=1",
        f"cause={cause.id}",
        f"priority={case.priority}",
        "state=unresolved&person=ann",
    ):
        assert listed(query) == [True, False]
    assert listed(f"owner={other.owner}") == [False, True]
    assert listed("standing=late") == [False, False]
    assert listed("state=unresolved") == [True, True]
    for query in ("priority=nonsense", "standing=nonsense", "cause=99"):
        answer = ann.get(f"/console/cases?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_a_filter_keeps_the_others(ann: FlaskClient) -> None:
    page = ann.get("/console/cases?state=resolved&standing=late&person=ann&owner=finance").text
    links = [unescape(link) for link in re.findall(r'href="(/console/cases\?[^"]*)"', page)]
    assert "/console/cases?state=closed&owner=finance&person=ann&standing=late" in links
    assert "/console/cases?state=resolved&owner=finance&standing=late" in links  # mine, pressed again
    assert re.search(r'type="hidden" name="standing" value="late"', page)


def test_what_customers_write_is_text_on_every_page(company: Company, ann: FlaskClient, public: FlaskClient) -> None:
    file = Attachment(name=ATTACK, type=ATTACK)
    said = company.hear(
        f"This is broken, terrible! {ATTACK}", ATTACK, name=f"Mal {ATTACK}", address=f"{ATTACK}@example.com", attachments=(file,)
    )
    case = company.case_of(said)
    company.reply(case, "acknowledgement", "failed", why=ATTACK, text=ATTACK)
    company.register.not_solved(case.id, ATTACK)
    company.register.assign(case.id, "<b>bob</b>", "ann")
    company.hear(f"It is still broken, terrible! {ATTACK}", f"Re: {case.reference}", address=f"{ATTACK}@example.com")
    company.register.change(case.id, "ann", segment="<b>gold</b>", delay=ATTACK)
    company.register.ask(case.id, ATTACK, "ann")
    company.register.escalate(case.id, ATTACK, "ann")
    company.register.resolve(case.id, Resolution(*[ATTACK] * 4), "ann", pledge=Pledge(START + timedelta(days=3), ATTACK))
    later = company.case_of(company.hear(f"I was charged twice! {ATTACK}", ATTACK, address=f"{ATTACK}@example.com"))
    pages = [
        ann.get(path).text
        for path in (
            "/console/",
            "/console/feedback",
            f"/console/feedback/{said}",
            "/console/cases",
            f"/console/cases/{case.reference}",
            f"/console/cases/{later.reference}",
            "/console/cases?state=all&owner=%3Cscript%3E&segment=%22onmouseover%3D",
        )
    ]
    pages.append(public.get(company.link_of(said)).text)
    for page in map(without_our_scripts, pages):
        assert "<script" not in page
        assert "<img src=x" not in page
        assert '"onmouseover' not in page
        assert "<b>" not in page
        assert [link for link in links(page) if not link.startswith(("/", "#"))] == []
    assert [page for page in pages if "&lt;script&gt;" not in page] == []


def test_no_page_holds_a_script_or_a_style_of_its_own(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear("The parcel never arrived, I am angry."))
    for path in (
        "/console/",
        "/console/feedback",
        f"/console/feedback/{case.feedback}",
        "/console/cases",
        f"/console/cases/{case.reference}",
    ):
        page = without_our_scripts(ann.get(f"/console/{path}").text)
        assert re.findall(r"<script|<style|\bstyle=|\bon\w+=", page) == []


def test_a_page_weighs_little(ann: FlaskClient) -> None:
    total = len(ann.get("/console/").data)
    for asset in ("look.css", "console.css", "mark.svg"):
        with ann.get(f"/look/{asset}") as answer:
            total += len(answer.data)
    assert total < 50_000
