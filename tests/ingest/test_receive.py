from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from golddust import topics, wire
from golddust.errors import Malformed, NotFound, Unavailable
from golddust.events import Address, Bounce, Delivery, Feedback
from golddust.identity import Keys
from golddust.metrics import PrometheusMetrics
from golddust.outcomes import Done, Reject
from golddust.records import Record
from ingest.inbox import new_delivery
from ingest.receive import REUSED, receive_step

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEYS = Keys(b"p" * 32, b"l" * 32, b"o" * 32)


class Shelf:
    """Originals that remember the order of what happened."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []

    def put(self, contents: Sequence[bytes]) -> list[str]:
        self.batches.append(list(contents))
        return [f"ref-{content.decode()}" for content in contents]

    def get(self, reference: str) -> bytes:
        raise NotFound(reference)

    def delete(self, reference: str) -> None:
        """Nothing is."""


def said(text: str, *, reused: bool = False) -> Record:
    entry = wire.delivery_entry(new_delivery("form", "tell-us", text, text.encode(), text.encode(), NOON, "s", {}))
    headers = {**entry.headers, "reused": "yes"} if reused else entry.headers
    return Record(entry.topic, 0, 0, entry.key, entry.value, headers, NOON)


def plain(delivery: Delivery) -> Feedback:
    if delivery.original == b"garbage":
        raise Malformed("it cannot be read")
    if delivery.original == b"bug":
        raise ZeroDivisionError
    return Feedback(
        id=delivery.id,
        channel=delivery.channel,
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=Address(kind="email", value="Ann@Example.com"),
        text=delivery.original.decode(),
        problems=("a problem of the reader's",),
    )


def feedback_of(outcome: Any) -> Feedback:
    assert isinstance(outcome, Done)
    (entry,) = outcome.outputs
    assert entry.topic == topics.RECEIVED
    return wire.event_of(Record(entry.topic, 0, 0, entry.key, entry.value, entry.headers, NOON), Feedback)


def test_a_delivery_becomes_feedback_with_its_customer_and_its_original() -> None:
    (outcome,) = receive_step({"form": plain}, Shelf(), KEYS)([said("Hi")])
    feedback = feedback_of(outcome)
    assert feedback.customer == KEYS.pseudonym_of(Address(kind="email", value="ann@example.com"), feedback.id)
    assert (feedback.text, feedback.original) == ("Hi", "ref-Hi")
    assert outcome.outputs[0].key == feedback.customer


def test_the_originals_of_a_batch_are_put_in_one_call_before_anything_is_read() -> None:
    shelf = Shelf()
    outcomes = receive_step({"form": plain}, shelf, KEYS)([said("one"), said("two")])
    assert shelf.batches == [[b"one", b"two"]]
    assert [feedback_of(outcome).original for outcome in outcomes] == ["ref-one", "ref-two"]


def test_a_reused_id_is_named_among_the_problems() -> None:
    (outcome,) = receive_step({"form": plain}, Shelf(), KEYS)([said("Hi", reused=True)])
    assert feedback_of(outcome).problems == ("a problem of the reader's", REUSED)


def test_what_cannot_be_read_is_rejected_and_its_original_can_be_found() -> None:
    shelf = Shelf()
    outcomes = receive_step({"form": plain}, shelf, KEYS)([said("good"), said("garbage"), said("fine")])
    assert [type(outcome) for outcome in outcomes] == [Done, Reject, Done]
    assert "it cannot be read" in outcomes[1].why
    assert "ref-garbage" in outcomes[1].why
    assert shelf.batches == [[b"good", b"garbage", b"fine"]]


def test_a_record_that_is_no_delivery_is_rejected_and_its_bytes_are_kept() -> None:
    shelf = Shelf()
    broken = Record(topics.INTAKE, 0, 0, "", b"bytes", {"id": "x"}, NOON)
    (outcome,) = receive_step({"form": plain}, shelf, KEYS)([broken])
    assert isinstance(outcome, Reject)
    assert shelf.batches == [[b"bytes"]]


def test_a_bug_in_a_reader_is_no_rejection() -> None:
    with pytest.raises(ZeroDivisionError):
        receive_step({"form": plain}, Shelf(), KEYS)([said("bug")])


class AwayShelf(Shelf):
    def put(self, contents: Sequence[bytes]) -> list[str]:
        raise Unavailable(f"no room for {len(contents)}")


def test_nothing_is_published_whose_original_is_not_kept() -> None:
    with pytest.raises(Unavailable):
        receive_step({"form": plain}, AwayShelf(), KEYS)([said("Hi")])


def test_who_is_not_whom_they_say_gives_no_commands_in_that_name() -> None:
    def commanding(delivery: Delivery) -> Feedback:
        suspect = delivery.original == b"forged"
        return replace(plain(delivery), command="stop", suspect=suspect)

    step = receive_step({"form": commanding}, Shelf(), KEYS)
    assert [feedback_of(outcome).command for outcome in step([said("ann"), said("forged")])] == ["stop", None]


def test_machines_mail_and_reports_of_our_own_are_counted_by_what_they_are() -> None:
    def machine(delivery: Delivery) -> Feedback:
        return replace(plain(delivery), automatic="bounce", bounces=(Bounce(reply="r", kind="soft", status="5.2.2"),))

    registry = CollectorRegistry()
    step = receive_step({"form": machine}, Shelf(), KEYS, PrometheusMetrics(registry))
    step([said("one"), said("two")])
    labels = {"channel": "form", "rule": "bounce"}
    assert registry.get_sample_value("golddust_automatic_total", labels) == 2
    assert registry.get_sample_value("golddust_returned_total", {"kind": "soft"}) == 2
