"""The resolvers: only those that are set, answers kept while they are good, nobody waits for one that is away."""

import socket
import time

import pytest

from golddust.errors import Unavailable
from ingest.email.authentic.resolver import AWAY_FOR, NoAnswer, Resolver
from ingest.email.options import Options, server_of
from tests.services.names import Names, failure, silence

WITHIN = 10.0


def test_answers_are_kept_as_long_as_they_are_good(names: Names) -> None:
    names.txt("a.example.com", "one")
    resolver = Resolver([names.server])
    assert [resolver.within(WITHIN).txt("A.example.com.") for _ in range(3)] == [[b"one"]] * 3
    assert [resolver.within(WITHIN).txt("none.example.com") for _ in range(2)] == [[]] * 2
    assert names.asked["a.example.com", "TXT"] == 1
    names.ttl = 0
    names.txt("b.example.com", "two")
    assert [resolver.within(WITHIN).txt("b.example.com") for _ in range(3)] == [[b"two"]] * 3
    assert names.asked["b.example.com", "TXT"] == 3


def test_a_large_answer_comes_whole_and_is_not_kept(names: Names) -> None:
    large = b"x" * 20_000
    names.txt("a.example.com", large)
    resolver = Resolver([names.server])
    assert [resolver.within(WITHIN).txt("a.example.com") for _ in range(2)] == [[large]] * 2
    assert names.asked["a.example.com", "TXT"] == 4  # each by UDP, then by TCP


def test_another_resolver_is_asked_where_the_first_fails(names: Names) -> None:
    names.txt("a.example.com", "one")
    assert Resolver(["127.0.0.1:1", names.server]).within(WITHIN).txt("a.example.com") == [b"one"]


@pytest.mark.parametrize(
    "name", ["", "..", "a..b", "x" * 64 + ".com", "a." * 200 + "com", "\udcff.com", "a\\", "\\999.com", "é" * 99]
)
def test_a_name_that_cannot_be_is_not_there(names: Names, name: str) -> None:
    assert Resolver([names.server]).within(WITHIN).txt(f"_dmarc.{name}") == []


def test_a_failure_is_no_answer(names: Names) -> None:
    names.odd["a.example.com"] = failure
    with pytest.raises(NoAnswer):
        Resolver([names.server]).within(WITHIN).txt("a.example.com")


def test_when_the_time_is_up_nothing_is_asked_any_more(names: Names) -> None:
    moment = [0.0]
    questions = Resolver([names.server], lambda: moment[0]).within(5)
    moment[0] = 5.0
    with pytest.raises(NoAnswer):
        questions.txt("a.example.com")
    assert not names.asked


def test_a_resolver_that_is_away_is_not_waited_for_by_every_mail(names: Names) -> None:
    names.add(".", "NS", "a.example.net.")
    names.odd["slow.example.com"] = silence
    moment = [0.0]
    resolver = Resolver([names.server], lambda: moment[0])
    with pytest.raises(NoAnswer):
        resolver.within(0.1).txt("slow.example.com")
    with resolver._probing:  # it was there, and goes away later
        assert not resolver._away_until
    names.odd["*"] = silence
    with pytest.raises(NoAnswer):
        resolver.within(0.1).txt("a.example.com")
    ends = time.monotonic() + 30
    while not resolver._away_until and time.monotonic() < ends:
        time.sleep(0.05)
    asked = names.asked.total()
    with pytest.raises(NoAnswer):
        resolver.within(WITHIN).txt("b.example.com")
    assert names.asked.total() == asked
    names.odd.clear()
    names.txt("b.example.com", "back")
    moment[0] = AWAY_FOR + 1
    assert resolver.within(WITHIN).txt("b.example.com") == [b"back"]


def test_a_domain_that_is_slow_on_purpose_makes_no_resolver_away(names: Names) -> None:
    names.odd["slow.example.com"] = silence
    names.txt("b.example.com", "one")
    resolver = Resolver([names.server])
    with pytest.raises(NoAnswer):
        resolver.within(0.1).txt("slow.example.com")
    with resolver._probing:  # until the look at the root is over
        assert names.asked[".", "NS"] == 1
    assert resolver.within(WITHIN).txt("b.example.com") == [b"one"]


def test_whether_the_resolvers_answer_can_be_asked(names: Names) -> None:
    Resolver([names.server]).check()
    names.odd["*"] = failure
    Resolver([names.server]).check()  # it is there, and says that it cannot
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        silent = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(Unavailable, match=f"no answer from {silent}"):
            Resolver([names.server, silent]).check()


def test_a_resolver_is_named_by_its_address() -> None:
    assert server_of("127.0.0.1") == ("127.0.0.1", 53)
    assert server_of("[::1]:5353") == ("::1", 5353)
    assert server_of("[2001:db8::1]") == ("2001:db8::1", 53)


@pytest.mark.parametrize(
    "text", ["", "localhost", "localhost:53", "::1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "300.1.1.1"]
)
def test_an_address_that_is_none_is_a_wrong_setting(text: str) -> None:
    with pytest.raises(ValueError, match=r"resolvers"):
        Options.model_validate({"authentication": {"resolvers": [text]}})
