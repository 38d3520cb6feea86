"""A customer's own page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from golddust.ports import Pledge, Resolution
from tests.console.company import Company

SAID = "The parcel never arrived, call me on 202-555-0117, I am angry."
RESOLUTION = Resolution("The courier lost it.", "We are sorry that you waited.", "A label came off.", "A new one is on its way.")


def test_a_customer_sees_what_they_said_and_what_is_promised(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID, "Parcel")
    page = public.get(company.link_of(said)).text
    case = company.case_of(said)
    assert case.reference in page
    assert "The parcel never arrived" in page
    assert "An answer" in page
    assert "A solution" in page
    assert "202-555-0117" not in page


def test_nothing_of_our_house_is_on_the_page(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    case = company.case_of(said)
    company.register.assign(case.id, "bob from finance", "ann the agent")
    company.register.resolve(case.id, RESOLUTION, "ann the agent")
    page = public.get(company.link_of(said)).text
    for word in ("bob from finance", "ann the agent", case.customer, case.id, case.why, "ann@example.com"):
        assert word not in page


def test_what_was_done_is_told_in_its_four_parts(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    company.register.resolve(company.case_of(said).id, RESOLUTION, "ann")
    page = public.get(company.link_of(said)).text
    for words in (RESOLUTION.happened, RESOLUTION.apology, RESOLUTION.reason, RESOLUTION.remedy, "Is it not solved?"):
        assert words in page


def test_not_solved_opens_the_case_again_with_the_customers_words(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    case = company.case_of(said)
    company.register.resolve(case.id, RESOLUTION, "ann")
    answer = public.post(company.link_of(said), data={"words": "It still did not come."})
    assert answer.status_code == 303
    assert company.register.find(case.id).state == "reopened"
    page = public.get(answer.location).text
    assert "We are looking at it again" in page
    assert "It still did not come." in page
    assert [event.actor for event in company.register.history(case.id) if event.step == "reopened"] == ["customer"]


def test_not_solved_needs_no_words(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    case = company.register.resolve(company.case_of(said).id, RESOLUTION, "ann")
    assert public.post(company.link_of(said)).status_code == 303
    assert company.register.find(case.id).state == "reopened"


def test_something_may_be_added_while_the_case_is_open(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    public.post(company.link_of(said), data={"words": "It is blue."})
    assert company.case_of(said).state == "received"
    assert "It is blue." in public.get(company.link_of(said)).text


def test_looking_never_acts(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    company.register.resolve(company.case_of(said).id, RESOLUTION, "ann")
    for _ in range(3):
        public.get(company.link_of(said) + "?told=1&words=not+solved")
        public.head(company.link_of(said))
    assert company.case_of(said).state == "resolved"


def test_too_many_words_are_kept_and_can_be_cut(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    before = company.case_of(said).version
    answer = public.post(company.link_of(said), data={"words": "word " * 1000 + "end"})
    assert answer.status_code == 422
    assert "word end</textarea>" in answer.text
    assert public.post(company.link_of(said), data={"words": "x" * 200_000}).status_code == 413
    assert company.case_of(said).version == before


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "a", lambda t: t.upper(), lambda t: "x" + t, lambda _: "x.y", lambda _: "é"]
)
def test_a_forged_link_opens_nothing(company: Company, public: FlaskClient, change: Callable[[str], str]) -> None:
    path = company.link_of(company.hear(SAID))
    token = path.removeprefix("/case/")
    assert public.get(f"/case/{change(token)}").status_code == 404
    assert public.post(f"/case/{change(token)}", data={"words": "x"}).status_code == 404


def test_the_link_of_another_purpose_opens_nothing(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    token = company.link_of(said).rpartition(".")[2]
    assert public.get(f"/case/{company.hear('another complaint, terrible')}.{token}").status_code == 404


def test_before_there_is_a_case_the_page_says_that_the_message_is_here(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID, tagged=False)
    for feedback in (said, "a" * 26):  # the second is taken in, but not stored yet
        answer = public.get(company.link_of(feedback))
        assert answer.status_code == 200
        assert "We have your message" in answer.text
        assert "parcel" not in answer.text
        assert public.post(company.link_of(feedback), data={"words": "x"}).status_code == 404


def test_praise_is_thanked_for_and_promised_nothing(company: Company, public: FlaskClient) -> None:
    said = company.hear("Thank you so much, your staff was wonderful and kind!")
    page = public.get(company.link_of(said)).text
    assert "Thank you for your words" in page
    assert "wonderful" in page


def test_a_broken_promise_is_admitted(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    company.clock.move(timedelta(days=30))
    company.clockwork.tick()
    page = public.get(company.link_of(said)).text
    assert "We are late. We are sorry" in page
    assert page.count("We did not keep our time") == 1


def test_the_page_is_kept_by_no_cache_and_tells_nobody_where_it_was(company: Company, public: FlaskClient) -> None:
    headers = public.get(company.link_of(company.hear(SAID))).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_question_is_shown_until_it_is_answered(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    company.register.ask(company.case_of(said).id, "Is 202-555-0117 your number?", "ann")
    page = public.get(company.link_of(said)).text
    for shown in ("We need a word from you", "We asked you", "your number?", "its time stands until you have answered"):
        assert shown in page
    assert "202-555-0117" not in page
    public.post(company.link_of(said), data={"words": "Yes, it is."})
    page = public.get(company.link_of(said)).text
    assert company.case_of(said).state == "in_work"
    assert "Yes, it is." in page
    assert "We need a word from you" not in page


def test_what_was_pledged_is_shown_with_its_date_and_that_it_was_done(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    case = company.case_of(said)
    pledge = Pledge(datetime(2026, 12, 1, 17, 0, tzinfo=UTC), "a new parcel is there")
    company.register.resolve(case.id, RESOLUTION, "ann", pledge=pledge)
    page = public.get(company.link_of(said)).text
    assert "A new parcel is there" in page
    assert "Tue 1 Dec 2026, 17:00 UTC" in page
    company.register.keep_pledge(case.id, 1, "ann")
    assert "We did what we had promised" in public.get(company.link_of(said)).text


def test_a_merged_case_shows_the_one_that_goes_on(company: Company, public: FlaskClient) -> None:
    one, other = company.hear(f"{SAID} Once."), company.hear(f"{SAID} Twice.")
    company.register.merge(company.case_of(one).id, company.case_of(other).id, "ann")
    heir = company.case_of(other)
    for link in (company.link_of(one), company.link_of(other)):
        page = public.get(link).text
        for shown in (heir.reference, "I am angry. Once.", "I am angry. Twice."):
            assert shown in page


def test_why_it_takes_longer_is_said_and_notes_of_ours_are_not(company: Company, public: FlaskClient) -> None:
    said = company.hear(SAID)
    case = company.case_of(said)
    company.register.change(case.id, "ann", delay="The depot is on strike.")
    company.register.note(case.id, "a difficult customer", "ann")
    company.register.escalate(case.id, "they will sue us", "ann")
    page = public.get(company.link_of(said)).text
    assert "Why it takes longer: The depot is on strike." in page
    assert "difficult" not in page
    assert "sue" not in page
