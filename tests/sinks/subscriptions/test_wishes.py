"""What may be subscribed to, at which address, and which events a filter lets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from golddust import topics, wire
from golddust.errors import Malformed
from golddust.events import Urgency
from golddust.records import Record
from golddust.subscribing import Filter, Wish
from sinks.subscriptions.filters import fits, wanted
from sinks.subscriptions.options import Options
from sinks.subscriptions.wishes import checked, checked_name
from tests.services.subscribed import AT, CASE, ISSUE, OFFERED, TAGGED, tagged


def trouble(url: str = "https://hooks.example.com/in", *names: str, options: Options | None = None, **conditions: object) -> str:
    wish = Wish(url=url, topics=names or (topics.TAGGED,), filter=Filter(**conditions))  # type: ignore[arg-type]
    try:
        checked(wish, OFFERED, options or Options())
    except Malformed as refused:
        return refused.reason
    return ""


@pytest.mark.parametrize(
    "url",
    [
        *("https://hooks.example.com", "https://hooks.example.com:8443/a/b?c=d%20e", "https://93.184.216.34/in"),
        "https://[2606:2800:220:1::1]/in",
    ],
)
def test_an_address_on_the_public_internet_is_taken(url: str) -> None:
    assert trouble(url) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.com/", "https://"),
        ("ftp://hooks.example.com/", "https://"),
        ("//hooks.example.com/", "https://"),
        ("", "https://"),
        ("https://ann:secret@hooks.example.com/", "password"),
        ("https://hooks.example.com@10.0.0.1/", "password"),
        ("https://hooks.example.com\\@10.0.0.1/", "plain characters"),
        ("https://hooks.example.com/#a", "#"),
        ("https://hooks.example.com/\r\nX: y", "plain characters"),
        ("https://hooks.example.com/ a", "plain characters"),
        ("https://høøks.example.com/", "plain characters"),
        ("https://hooks.example.com:99999/", "none"),
        ("https://hooks.example.com:0/", "none"),
        ("https:///in", "none"),
        ("https://[::1/in", "none"),
        ("https://" + "a" * 2000, "2000"),
        ("https://127.0.0.1/", "public"),
        ("https://169.254.169.254/", "public"),
        ("https://[::ffff:10.0.0.1]/", "public"),
    ],
)
def test_any_other_is_refused_with_why(url: str, why: str) -> None:
    assert why in trouble(url)


def test_a_setting_opens_http_and_networks_and_no_others() -> None:
    options = Options(http=True, private_networks=("10.1.0.0/16",))
    assert trouble("http://10.1.2.3:8080/in", options=options) == ""
    assert "private_networks" in trouble("http://10.2.2.3:8080/in", options=options)
    assert "private_networks" in trouble("http://93.184.216.34/in", options=options)


@pytest.mark.parametrize("name", ["feedback.received", "golddust.intake", "golddust.parked", "replies.requested", "nonsense"])
def test_topics_with_raw_words_are_never_offered(name: str) -> None:
    assert name not in OFFERED
    assert "not offered" in trouble("https://hooks.example.com", name)


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = trouble("http://x", "nonsense", topics=("no-such",), steps=("resolved",))
    assert [part for part in ("address", "topics: not offered", "filter.topics") if part in said] != []
    assert "no event of these topics" in trouble("https://hooks.example.com", topics.ISSUES, steps=("resolved",))
    assert "holds all" in trouble("https://hooks.example.com", topics.TAGGED, topics.of_topic("billing"))
    assert "one at least" in trouble_without_topics()


def trouble_without_topics() -> str:
    with pytest.raises(Malformed) as refused:
        checked(Wish(url="https://hooks.example.com", topics=()), OFFERED, Options())
    return refused.value.reason


@pytest.mark.parametrize("name", ["", "A", "-a", "a" * 41, "a/b", "a b", "..", "ä"])
def test_a_name_is_short_and_plain(name: str) -> None:
    with pytest.raises(Malformed):
        checked_name(name)


@given(st.text(max_size=60))
def test_no_address_whatever_it_holds_ends_in_anything_but_a_word_about_it(url: str) -> None:
    assert trouble(url) == "" or trouble(url).startswith("address: ")


@pytest.mark.parametrize(
    ("conditions", "fit"),
    [
        (Filter(), True),
        (Filter(topics=("delivery",)), True),
        (Filter(topics=("billing",)), False),
        (Filter(topics=("billing", "delivery")), True),
        (Filter(sentiments=("negative",)), True),
        (Filter(sentiments=("positive", "neutral")), False),
        (Filter(kinds=("complaint",)), True),
        (Filter(kinds=("praise",)), False),
        (Filter(urgency="high"), True),
        (Filter(urgency="critical"), False),
        (Filter(channels=("sms",)), True),
        (Filter(channels=("email",)), False),
        (Filter(labels={"shop": "york"}), True),
        (Filter(labels={"shop": "york", "till": "3"}), False),
        (Filter(steps=("resolved",)), True),
        (Filter(kinds=("complaint",), channels=("email",)), False),
    ],
)
def test_an_event_is_wanted_when_every_condition_about_what_it_has_is_met(conditions: Filter, fit: bool) -> None:
    about = {"labels": {"shop": "york"}, "channel": "sms"}
    event = replace(tagged(1, names=("delivery",)), urgency=Urgency(level="high"), **about)
    kind = replace(event.kind, label="complaint")
    assert fits(replace(event, kind=kind), conditions) is fit
    issue = replace(ISSUE, urgency="high", kind="complaint", sentiment="negative", topics=("delivery",), **about)
    assert fits(issue, conditions) is fit


def test_what_this_program_cannot_read_goes_to_who_has_no_conditions() -> None:
    entry = wire.entry(TAGGED)
    later = {**entry.headers, "ce_type": "golddust.feedback.tagged.v2"}
    record = Record(entry.topic, 0, 0, entry.key, entry.value, later, AT)
    assert wanted(record, (topics.TAGGED,), Filter())
    assert not wanted(record, (topics.TAGGED,), Filter(urgency="low"))
    assert fits(CASE, Filter(urgency="critical"))
