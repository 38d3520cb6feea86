import tomllib
from datetime import timedelta

import numpy as np
import pytest

from processors.clusters import by_words, clusters
from processors.proposing import Proposal, Untold, proposals
from processors.taxonomy import Taxonomy, parse_taxonomy
from tests.processors.meaning import Synonyms
from tests.sinks.made import MONDAY

WRAPPED = ["no gift wrapping offered", "the ribbon on my present", "wrapping paper for a present", "gift wrapping was torn",
           "wrapping with ribbon costs extra", "where is the gift ribbon"]  # fmt: skip
SCENTED = ["the candle has no scent", "a candle with a bad smell", "perfume smell everywhere", "scent of the candle fades",
           "candle smell too strong"]  # fmt: skip
OTHERS = ["seven geese flew south", "mathematics is hard"]


def untold(texts: list[str], **fields: object) -> list[Untold]:
    return [Untold(text, MONDAY + timedelta(days=number), **fields) for number, text in enumerate(texts)]


def proposed(messages: list[Untold], taxonomy: Taxonomy) -> list[Proposal]:
    return proposals(messages, taxonomy, Synonyms().embed, 0.35, 4)


def test_messages_that_say_much_the_same_are_proposed_as_a_topic(taxonomy: Taxonomy) -> None:
    mixed = [text for pair in zip(WRAPPED, SCENTED, strict=False) for text in pair] + OTHERS
    first, second = proposed(untold([*mixed, WRAPPED[-1]]), parse_taxonomy({"topics": {"x": {"title": "X", "keywords": ["x"]}}}))
    assert (first.size, second.size) == (6, 5)
    assert "gift" in " ".join(first.keywords)
    assert "candle" in second.keywords
    assert set(first.samples) <= set(WRAPPED)
    assert len(taxonomy.topics) >= 15


def test_the_table_can_be_pasted_into_a_taxonomy_and_ends_the_proposal() -> None:
    texts = [*WRAPPED, 'a gift wrapping with a "quote" \\ and \x7f signs']
    empty = parse_taxonomy({"topics": {"x": {"title": "X", "keywords": ["x"]}}})
    (found,) = proposed(untold(texts), empty)
    pasted = parse_taxonomy(tomllib.loads(found.as_toml()))
    assert list(pasted.topics) == [found.name]
    topic = pasted.topics[found.name]
    assert topic.keywords == found.keywords
    assert topic.examples == found.samples
    assert sum(one.size for one in proposed(untold(texts), pasted)) < len(texts)


def test_what_the_keywords_tell_by_now_is_not_proposed_again() -> None:
    known = parse_taxonomy({"topics": {"gifts": {"title": "Gifts", "keywords": ["gift", "wrapping", "ribbon", "present"]}}})
    assert proposed(untold(WRAPPED), known) == []


def test_masks_of_personal_data_name_no_topic() -> None:
    empty = parse_taxonomy({"topics": {"x": {"title": "X", "keywords": ["x"]}}})
    (found,) = proposed(untold([f"{text} [phone] [order number]" for text in WRAPPED]), empty)
    assert not {"phone", "order", "number", "order number"} & set(found.keywords)


def test_weeks_trend_and_the_topic_that_it_is_like() -> None:
    empty = parse_taxonomy({"topics": {"x": {"title": "X", "keywords": ["x"]}}})
    days = [0, 21, 35, 36, 42, 43]
    messages = [
        Untold(text, MONDAY + timedelta(days=day), topics=("returns",) * (day > 35))
        for text, day in zip(WRAPPED, days, strict=True)
    ]
    (found,) = proposed(messages, empty)
    assert found.weeks == {"2026-W10": 1, "2026-W13": 1, "2026-W15": 2, "2026-W16": 2}
    assert found.trend == pytest.approx((5 / 4) / (1 / 3), abs=0.01)
    assert (found.like, found.like_share) == ("returns", 0.5)


def test_the_same_messages_make_the_same_proposals_and_few_make_none() -> None:
    empty = parse_taxonomy({"topics": {"x": {"title": "X", "keywords": ["x"]}}})
    assert proposed(untold(WRAPPED + SCENTED), empty) == proposed(untold(WRAPPED + SCENTED), empty)
    assert proposed(untold(WRAPPED[:2]), empty) == []
    assert proposed([], empty) == []
    assert proposed(untold(["", "   ", "[phone]", "!!!", "123"]), empty) == []


def test_a_name_that_is_taken_is_numbered() -> None:
    taken = {name: {"title": "T", "keywords": ["zzz"]} for name in ("x",)}
    (found,) = proposed(untold(WRAPPED), parse_taxonomy({"topics": taken}))
    again = {found.name: {"title": "T", "keywords": ["zzz"]}}
    (other,) = proposed(untold(WRAPPED), parse_taxonomy({"topics": again}))
    assert other.name == f"{found.name}-2"


def test_without_an_encoder_shared_words_group() -> None:
    texts = [f"the loyalty card lost its points {number}" for number in "abcdef"] + [f"lift stuck again {n}" for n in "abcde"]
    groups = clusters(texts, by_words(texts), 4, 0.15)
    assert [sorted(one.members) for one in groups] == [list(range(6)), list(range(6, 11))]
    assert np.allclose(np.linalg.norm(by_words(texts), axis=1), 1, atol=1e-5)


def test_thousands_of_messages_are_grouped_in_order_of_size() -> None:
    rng = np.random.default_rng(7)
    middles = np.eye(12, 40, dtype=np.float32)
    owners = rng.integers(0, 12, 3000)
    vectors = middles[owners] + rng.normal(0, 0.08, (3000, 40)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = clusters([f"subject{owner} matter" for owner in owners], vectors)
    assert len(found) == 12
    assert [len(one.members) for one in found] == sorted((len(one.members) for one in found), reverse=True)
    assert all(len({owners[number] for number in one.members}) == 1 for one in found)
