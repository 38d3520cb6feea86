"""Names of hosts."""

from ipaddress import ip_address


def is_this_machine(host: str) -> bool:
    """Whether nobody elsewhere can mean us by it: a loopback address, or the name for one (RFC 6761). "" is nobody."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
