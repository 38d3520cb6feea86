from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.errors import TooLarge, Unavailable
from golddust.events import Delivery
from golddust.metrics import NoMetrics
from golddust.records import Entry
from ingest.inbox import LARGEST, SpoolInbox, new_delivery

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def delivery(**differing: Any) -> Delivery:
    given = {"channel": "hook", "source": "shop", "external_id": "m1", "said": b"Hi", "original": b"Hi", "received_at": NOON}
    return new_delivery(**{**given, "sender": "ann@example.com", "facts": {}, **differing})


def test_the_same_message_has_the_same_id_whenever_it_comes() -> None:
    later = NOON.replace(hour=23)
    assert delivery().id == delivery(received_at=later, original=b"Received: later\n\nHi", sender="", facts={"peer": "x"}).id


@pytest.mark.parametrize("part", [{"channel": "form"}, {"source": "shop2"}, {"external_id": "m2"}, {"said": b"Ho"}])
def test_another_channel_source_external_id_or_word_makes_another_id(part: dict[str, Any]) -> None:
    assert delivery(**part).id != delivery().id


def test_parts_cannot_be_shifted_into_each_other() -> None:
    assert delivery(source="a", external_id="bc").id != delivery(source="ab", external_id="c").id


def test_a_message_sent_twice_is_one(house: Any) -> None:
    first, second = house.inbox.accept(delivery()), house.inbox.accept(delivery())
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.id == second.id
    assert len(house.taken()) == 1
    assert house.counted("golddust_deliveries_total", channel="hook", duplicate="no") == 1
    assert house.counted("golddust_deliveries_total", channel="hook", duplicate="yes") == 1


def test_a_used_external_id_with_other_words_is_kept_and_marked(house: Any) -> None:
    house.inbox.accept(delivery())
    house.inbox.accept(delivery(said=b"Ho"))
    assert [taken.reused for taken in house.taken()] == [False, True]


def test_messages_without_an_external_id_are_not_taken_for_one_another(house: Any) -> None:
    house.inbox.accept(delivery(external_id="", said=b"one"))
    house.inbox.accept(delivery(external_id="", said=b"two"))
    assert [taken.reused for taken in house.taken()] == [False, False]


def test_no_address_is_the_key_of_a_record(house: Any) -> None:
    house.inbox.accept(delivery())
    assert "ann" not in house.taken()[0].sender


def test_what_one_sender_sends_has_one_key() -> None:
    assert delivery().sender == delivery(external_id="m2").sender


def test_bytes_and_facts_come_back_as_they_went_in(house: Any) -> None:
    every_byte = bytes(range(256))
    house.inbox.accept(delivery(original=every_byte, facts={"peer": "192.0.2.7"}))
    assert (house.taken()[0].original, house.taken()[0].facts) == (every_byte, {"peer": "192.0.2.7"})


def test_a_delivery_beyond_the_limit_is_refused_and_not_written(house: Any) -> None:
    with pytest.raises(TooLarge):
        house.inbox.accept(delivery(original=bytes(LARGEST + 1)))
    assert house.taken() == []


class AwaySpool:
    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        raise Unavailable(f"{entry.topic} {once} {scope}")

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        raise Unavailable(f"{len(wanted)} entries")


def test_a_spool_that_is_away_is_not_hidden() -> None:
    with pytest.raises(Unavailable):
        SpoolInbox(AwaySpool(), NoMetrics()).accept(delivery())


def test_a_memory_log_is_a_spool() -> None:
    assert not SpoolInbox(MemoryLog(MovableClock(NOON)), NoMetrics()).accept(delivery()).duplicate
