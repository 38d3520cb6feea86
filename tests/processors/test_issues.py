import dataclasses
from collections.abc import Callable

import msgspec
import pytest

from golddust.events import Feedback, Issue
from processors.issues import issue_of
from processors.step import tagged_of
from processors.tagging import Tagging
from processors.taxonomy import DEFAULT_OWNER, Taxonomy

Judge = Callable[..., Issue | None]


@pytest.fixture
def issue(tagger: Tagging, taxonomy: Taxonomy, feedback: Feedback) -> Judge:
    def issue(text: str, **changes: object) -> Issue | None:
        said = msgspec.structs.replace(feedback, text=text, subject="", **changes)
        (tags,) = tagger.tag([said])
        return issue_of(tagged_of(said, tags, tagger.name), taxonomy)

    return issue


def test_why_is_one_plain_sentence(issue: Judge) -> None:
    found = issue("Third time my parcel was lost, I am fed up. You charged me twice and I cannot pay my rent.")
    assert found.why == "A complaint about refunds and payment and delivery, sounding frustrated; urgent because of money lost."
    assert found.priority == "high"
    assert found.owner == "finance"


@pytest.mark.parametrize(
    ("text", "kind", "priority"),
    [
        ("My parcel has not arrived", "complaint", "normal"),
        ("What time do you open?", "question", "normal"),
        ("Please add a dark mode to the app", "suggestion", "low"),
        ("I smell gas in your shop", "complaint", "critical"),
        ("This is outrageous, how dare you!", "complaint", "high"),
    ],
)
def test_what_somebody_must_act_on_is_an_issue(issue: Judge, text: str, kind: str, priority: str) -> None:
    found = issue(text)
    assert (found.kind, found.priority) == (kind, priority)


@pytest.mark.parametrize(
    "text", ["Thank you so much, wonderful service", "ok", "You have won a prize, claim your prize now, click here"]
)
def test_praise_small_talk_and_spam_are_no_issue(issue: Judge, text: str) -> None:
    assert issue(text) is None


@pytest.mark.parametrize("changes", [{"automatic": "bounce"}, {"command": "stop"}])
def test_machines_and_commands_are_no_issue(issue: Judge, changes: dict[str, str]) -> None:
    assert issue("My parcel has not arrived", **changes) is None


@pytest.mark.parametrize("text", ["I want to kill myself", "You have won a prize, claim your prize now. I want to kill myself"])
def test_danger_is_an_issue_whatever_its_kind(issue: Judge, text: str) -> None:
    found = issue(text)
    assert found.priority == "critical"
    assert found.why.endswith("urgent because of self-harm.")


def test_danger_to_people_goes_to_who_answers_for_safety_whatever_else_it_is_about(issue: Judge) -> None:
    found = issue("I burned my hand on the kettle and you charged me twice")
    assert found.owner == "safety"
    assert found.topics[0] == "payment"


def test_danger_goes_by_its_topics_where_nobody_answers_for_safety(
    tagger: Tagging, taxonomy: Taxonomy, feedback: Feedback
) -> None:
    said = msgspec.structs.replace(feedback, text="You charged me twice, and the toaster caught fire", subject="")
    (tags,) = tagger.tag([said])
    topics = {name: topic for name, topic in taxonomy.topics.items() if name != "safety"}
    assert issue_of(tagged_of(said, tags, tagger.name), dataclasses.replace(taxonomy, topics=topics)).owner == "finance"


def test_what_is_about_no_topic_goes_to_customer_care(issue: Judge) -> None:
    assert issue("I am fed up!").owner == DEFAULT_OWNER


def test_plain_facts_in_rare_words_are_looked_at_by_a_person(issue: Judge) -> None:
    found = issue("The salad had a slug in it")
    assert found is not None
    assert found.priority in ("low", "normal")
    assert issue("see you on Friday") is None
