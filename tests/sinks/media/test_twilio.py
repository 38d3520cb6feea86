"""Which addresses are Twilio's media, and whose proof goes there."""

import base64

import pytest

from golddust.errors import Refused
from sinks.media.failures import NotLetIn, NoToken
from sinks.media.options import Options
from sinks.media.twilio import TwilioMedia, TwilioSource
from tests.services.media import ACCOUNT, JPEG, MediaServer, gives, path_of, says, url_of

OTHER = "AC" + "b2" * 16
MEDIA = TwilioMedia({ACCOUNT: ["old", "new"], OTHER: ["theirs"]})


def proofs(media: TwilioMedia, url: str) -> list[str]:
    return [base64.b64decode(proof.removeprefix("Basic ")).decode() for proof in media.way(url).proofs]


def test_the_account_in_the_address_proves_itself_with_each_of_its_tokens() -> None:
    assert MEDIA.way(url_of()).url == url_of()
    assert proofs(MEDIA, url_of()) == [f"{ACCOUNT}:old", f"{ACCOUNT}:new"]
    assert proofs(MEDIA, url_of(account=OTHER)) == [f"{OTHER}:theirs"]


def test_an_account_without_tokens_waits_for_them() -> None:
    with pytest.raises(NoToken, match="AC0000"):
        MEDIA.way(url_of(account="AC" + "0" * 32))


def test_where_no_sid_is_set_the_tokens_are_those_of_whoever_wrote() -> None:
    assert proofs(TwilioMedia({"": ["only"], OTHER: ["theirs"]}), url_of()) == [f"{ACCOUNT}:only"]


def test_another_region_of_twilio_is_twilio() -> None:
    url = url_of().replace("api.twilio.com", "api.dublin.ie1.twilio.com")
    assert MEDIA.way(url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "http://[",
        url_of().replace("https:", "http:"),
        url_of().replace("api.twilio.com", "api.twilio.com.example.com"),
        url_of().replace("api.twilio.com", "api-twilio.com"),
        url_of().replace("api.twilio.com", "example.com"),
        url_of().replace("api.twilio.com", "apixtwilio.com"),
        url_of().replace("api.twilio.com", "example.com@api.twilio.com"),
        url_of().replace("api.twilio.com", "api.twilio.com@example.com"),
        url_of().replace("api.twilio.com", "api.twilio.com:8443"),
        url_of().replace("api.twilio.com", "api.twilio.com\\@example.com"),
        url_of().replace("api.twilio.com", "169.254.169.254"),
        url_of() + "?x=1",
        url_of() + "#x",
        url_of() + "/../../../Messages",
        url_of() + ".json",
        url_of().replace("/Messages/", "/Calls/"),
        url_of().replace("/Media/ME", "/Media/%4dE"),
        url_of().replace("2010-04-01", "2010-04-01/.."),
        "https://api.twilio.com/2010-04-01/Accounts",
        "file:///etc/passwd",
        path_of(),
    ],
)
def test_anything_else_is_asked_for_nowhere(url: str) -> None:
    for media in (MEDIA, TwilioMedia({ACCOUNT: ["t"]}, "http://127.0.0.1:4010")):
        with pytest.raises(Refused, match="not that of a medium"):
            media.way(url)


def test_a_server_in_twilios_place_is_asked_whichever_address_came() -> None:
    media = TwilioMedia({ACCOUNT: ["t"]}, "http://127.0.0.1:4010/base/")
    assert media.way(url_of(7)).url == "http://127.0.0.1:4010/base" + path_of(7)
    assert media.way("http://127.0.0.1:4010/base" + path_of(7)).url == "http://127.0.0.1:4010/base" + path_of(7)


def test_while_a_token_is_rotated_the_one_that_works_is_found(media_server: MediaServer) -> None:
    media_server.plan(path_of(), says(401), gives(JPEG))
    source = TwilioSource(TwilioMedia({ACCOUNT: ["old", "new"]}, media_server.url), Options.model_validate({}))
    assert source.fetch(url_of()) == JPEG
    assert len({one.headers["authorization"] for one in media_server.asked}) == 2


def test_tokens_that_do_not_work_are_each_tried_once(media_server: MediaServer) -> None:
    media_server.plan(path_of(), says(401))
    source = TwilioSource(TwilioMedia({ACCOUNT: ["old", "new"]}, media_server.url), Options.model_validate({}))
    with pytest.raises(NotLetIn, match="401"):
        source.fetch(url_of())
    assert len(media_server.asked) == 2
