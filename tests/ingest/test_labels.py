"""What an endpoint of ours says of the messages that reach it."""

import pytest

from ingest.email.options import Options
from ingest.email.read import read
from ingest.email.recipients import recipients_of
from ingest.labels import Aliases, labels_told, problems_of
from tests.services.smtp_door import Kept, Serve, answer_to

TABLE = {
    "@shop.example.com": {"brand": "shop", "language": "en"},
    "returns@": {"topic": "returns"},
    "shop-*@": {"store": "*"},
    "feedback@shop.example.com": {"campaign": "door"},
    "feedback+spring@": {"campaign": "spring"},
    "VIP@": {"segment": "gold", "language": "fr"},
}
BOTH = "@shop.example.com feedback@shop.example.com"


def labels(address: str) -> str:
    given = {"domains": ["example.com", "shop.example.com"], "aliases": TABLE}
    return recipients_of(Options.model_validate(given)).labels_of(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("hello@example.com", ""),
        ("returns@example.com", '{"alias": "returns@", "topic": "returns"}'),
        ("shop-munich@example.com", '{"alias": "shop-*@", "store": "munich"}'),
        ("shop-@example.com", ""),
        ("shop-m\u00fcnchen'--@example.com", '{"alias": "shop-*@"}'),
        ("feedback@shop.example.com", f'{{"alias": "{BOTH}", "brand": "shop", "campaign": "door", "language": "en"}}'),
        ("feedback+spring@example.com", '{"alias": "feedback+spring@", "campaign": "spring"}'),
        ("feedback+returns@example.com", '{"alias": "returns@", "topic": "returns"}'),
        ("anything+shop-munich@example.com", '{"alias": "shop-*@", "store": "munich"}'),
        ("vip@shop.example.com", '{"alias": "@shop.example.com vip@", "brand": "shop", "language": "fr", "segment": "gold"}'),
    ],
)  # fmt: skip
def test_an_address_has_the_labels_of_all_patterns_it_fits_and_the_closest_counts(address: str, expected: str) -> None:
    assert labels(address) == expected


def test_a_token_of_ours_is_nobodys_label() -> None:
    given = {"aliases": {"feedback+*@": {"store": "*"}}}
    recipients = recipients_of(Options.model_validate(given))
    token = "a" * 42
    assert token not in recipients.labels_of(f"feedback+{token}@localhost")


def test_the_table_serves_phone_numbers_as_well() -> None:
    aliases = Aliases({"+1202*": {"store": "washington"}, "+12025550123": {"topic": "delivery"}})
    assert aliases.labels_of(["+12025550123"]) == {"store": "washington", "topic": "delivery", "alias": "+1202* +12025550123"}
    assert aliases.labels_of(["+442079460000"]) == {}


@pytest.mark.parametrize(
    ("pattern", "given", "words"),
    [
        ("a*b*@", {"x": "y"}, "one star at most"),
        ("a@", {"x": "*"}, "needs a star"),
        ("a@", {}, "at least one label"),
        ("a@", {"X!": "y"}, "no name of a label"),
        ("a@", {"alias": "y"}, "no name of a label"),
        ("a@", {"x": ""}, "1 to 60 characters"),
        ("a@", {"x": "y\nz"}, "1 to 60 characters"),
        ("a@example.net", {"x": "y"}, "not among the domains"),
        ("a", {"x": "y"}, "must hold one @"),
        ("a@b@", {"x": "y"}, "must hold one @"),
    ],
)
def test_what_cannot_be_meant_is_a_wrong_setting(pattern: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Options.model_validate({"aliases": {pattern: given}})


def test_rows_that_can_be_meant_have_no_problems() -> None:
    assert [problem for pattern, given in TABLE.items() for problem in problems_of(pattern, given)] == []


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("feedback@example.com", True),
        ("Feedback+x@example.com", True),
        ("shop-munich@example.com", True),
        ("postmaster", True),
        ("postmaster@example.com", True),
        ("bounces+abc@example.com", True),
        ("feedbackk@example.com", False),
        ("info@example.com", False),
    ],
)
def test_where_addresses_are_listed_no_other_is_known(address: str, known: bool) -> None:
    given = {"domains": ["example.com"], "recipients": ["feedback@", "shop-*@example.com"]}
    assert recipients_of(Options.model_validate(given)).is_known(address) is known


def test_labels_travel_from_the_door_to_the_feedback(serve: Serve) -> None:
    inbox = Kept()
    answer_to(serve(inbox, aliases={"shop-*@": {"store": "*"}}), to="Shop-Munich@localhost")
    answer_to(serve(inbox))
    with_labels, without = map(read, inbox.deliveries.values())
    assert with_labels.labels == {"store": "munich", "alias": "shop-*@"}
    assert without.labels == {}
    assert with_labels.source == "shop-munich@localhost"


@pytest.mark.parametrize("told", ["", "[", "[1]", "null", '{"a": 1}'])
def test_labels_that_are_none_are_read_as_such(told: str) -> None:
    assert labels_told({"labels": told}) == ({"a": "1"} if "a" in told else {})
