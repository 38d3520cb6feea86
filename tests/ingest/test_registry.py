from typing import get_args

from golddust.events import Channel
from ingest.registry import readers


def test_every_channel_has_a_reader() -> None:
    assert set(readers({})) == set(get_args(Channel))
