"""A port that another program has is named before a door is opened on it."""

import socket

import pytest

from benchmarks.processes import free_port
from cli.processes.ports import refuse_taken
from golddust.errors import Misconfigured


def test_free_ports_pass_and_every_taken_one_is_named() -> None:
    refuse_taken({"http": ("127.0.0.1", free_port())})
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        doors = {"http": one.getsockname()[:2], "smtp": ("127.0.0.1", free_port()), "console": other.getsockname()[:2]}
        with pytest.raises(Misconfigured) as refused:
            refuse_taken(doors)
    assert [problem.path for problem in refused.value.problems] == ["http.port", "console.port"]
    assert "another program has it" in str(refused.value)
