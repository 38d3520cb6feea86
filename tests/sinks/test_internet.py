"""Which addresses anybody could speak to."""

from ipaddress import ip_address

import pytest

from golddust.errors import Refused, Unavailable
from sinks.internet import addresses_of, is_public

PUBLIC = ["8.8.8.8", "52.216.1.1", "2600:9000:2000::1", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "168.63.129.16", "::ffff:168.63.129.16", "2002:a83f:8110::1",
    "127.0.0.1", "127.255.255.254", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fec0::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_these_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


def test_a_name_for_this_machine_is_no_way_out() -> None:
    with pytest.raises(Refused, match="localhost leads to"):
        addresses_of("localhost", 443)


def test_where_a_server_of_tests_stands_in_this_machine_is_fine_and_no_other() -> None:
    assert "127.0.0.1" in addresses_of("127.0.0.1", 443, loopback_too=True)
    with pytest.raises(Refused, match=r"169\.254\.169\.254"):
        addresses_of("169.254.169.254", 443, loopback_too=True)


def test_a_name_that_a_person_set_may_lead_anywhere() -> None:
    assert addresses_of("10.1.2.3", 443, any_at_all=True) == ["10.1.2.3"]


@pytest.mark.parametrize("name", ["no-such-name.invalid", "a" * 70 + ".example"])
def test_a_name_that_is_not_known_may_be_later(name: str) -> None:
    with pytest.raises(Unavailable, match="no address is known"):
        addresses_of(name, 443)
