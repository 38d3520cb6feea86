"""The taggers are made once: the language model takes a second to read."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from golddust.events import Address, Feedback
from processors.registry import tagging
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy, parse_taxonomy

DEFAULT = Path(__file__).parents[2] / "config" / "taxonomy.toml"


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return parse_taxonomy(tomllib.loads(DEFAULT.read_text()))


@pytest.fixture(scope="session")
def tagger(taxonomy: Taxonomy) -> Tagging:
    return tagging("textblob", taxonomy)


@pytest.fixture
def feedback() -> Feedback:
    """A complaint of Ann Rude, whose name is also a word of the lexicon."""
    return Feedback(
        id="f1",
        channel="email",
        source="feedback@localhost",
        external_id="<1@example.com>",
        received_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        customer="cust_ann",
        address=Address(kind="email", value="ann.rude@example.com", name="Ann Rude"),
        subject="Complaint of Ann Rude",
        text="My parcel has not arrived. Call me on 202-555-0117.\n\nRegards,\nAnn Rude",
    )
