from typing import get_args

from golddust.events import Channel
from golddust.identity import Keys
from ingest.registry import readers


def test_every_channel_has_a_reader() -> None:
    assert set(readers({}, Keys(b"p" * 32, b"l" * 32, b"o" * 32))) == set(get_args(Channel))
