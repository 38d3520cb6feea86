"""Whatever a server asks for, a number of seconds comes of it."""

import pytest

from sinks.retry_after import USUAL_REST, seconds_asked_for

NOW = "Mon, 02 Mar 2026 09:00:00 GMT"
FAR_ZONE = "Mon, 01 Jan 2020 00:00:00 +99999999999999999999"


@pytest.mark.parametrize(
    ("after", "now", "seconds"),
    [
        ("120", NOW, 120),
        ("0", NOW, 1),
        ("Mon, 02 Mar 2026 09:02:00 GMT", NOW, 120),
        ("Mon, 02 Mar 2026 08:00:00 GMT", NOW, 1),
        ("soon", NOW, USUAL_REST),
        ("Mon, 02 Mar 2026 09:02:00 GMT", "", USUAL_REST),
        (FAR_ZONE, NOW, USUAL_REST),
        (NOW, FAR_ZONE, USUAL_REST),
        ("nan", NOW, USUAL_REST),
        ("inf", NOW, USUAL_REST),
        ("9" * 400, NOW, USUAL_REST),
    ],
)
def test_what_a_server_asks_for_is_read_and_nonsense_is_the_usual_rest(after: str, now: str, seconds: float) -> None:
    assert seconds_asked_for(after, now) == seconds
