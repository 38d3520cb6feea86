from typing import Any

import pytest
from pydantic import ValidationError

from ingest.hooks.options import Options

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def options(verify: Any = None, **expressions: Any) -> Options:
    return Options.model_validate({"verify": verify or {"secrets": [SECRET]}, "map": {"text": "message", **expressions}})


@pytest.mark.parametrize("expression", ["a[", "a..b", '"a', "to_nmber(stars)", "length(a, b)"])
def test_a_wrong_expression_stops_the_start(expression: str) -> None:
    with pytest.raises(ValidationError, match="a JMESPath expression"):
        options(rating=expression)


@pytest.mark.parametrize("expression", ["a.b", "to_number(stars)", "join(', ', answers[].text)", "sort_by(a, &b)[0].c"])
def test_a_good_expression_needs_no_data_to_be_good(expression: str) -> None:
    assert options(rating=expression).map.rating == expression


def test_without_an_expression_for_the_text_nothing_starts() -> None:
    with pytest.raises(ValidationError):
        options(text="")


@pytest.mark.parametrize(("given", "scale"), [(10, (0, 10)), ([1, 5], (1, 5)), (5.0, (0, 5))])
def test_a_rating_scale_is_its_best_or_both_ends(given: Any, scale: tuple[float, float]) -> None:
    assert options(rating_scale=given).map.rating_scale == scale


@pytest.mark.parametrize("given", [0, -1, [5, 1], [1], "five", [1, float("nan")]])
def test_a_scale_that_does_not_rise_stops_the_start(given: Any) -> None:
    with pytest.raises(ValidationError):
        options(rating_scale=given)


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_"], ["whsec_!!!! not base64"], ["whsec_c2hvcnQ="], [SECRET, "é"]])
def test_a_secret_that_is_none_stops_the_start(secrets: list[str]) -> None:
    with pytest.raises(ValidationError):
        options({"secrets": secrets})


def test_a_wrong_secret_is_reported_as_one_of_the_secrets_not_by_its_place() -> None:
    """The last part of the path decides whether the value is shown to people."""
    with pytest.raises(ValidationError) as caught:
        options({"secrets": [SECRET, "whsec_nearly-a-secret"]})
    assert [error["loc"] for error in caught.value.errors()] == [("verify", "secrets")]
    assert "nearly" not in caught.value.errors()[0]["msg"]


def test_one_secret_may_stand_alone() -> None:
    assert [secret.get_secret_value() for secret in options({"secrets": SECRET}).verify.secrets] == [SECRET]


def test_secrets_do_not_show() -> None:
    assert "MfKQ9r8GKYqr" not in repr(options())


def test_names_never_heard_of_stop_the_start() -> None:
    with pytest.raises(ValidationError):
        options(txet="typo")
