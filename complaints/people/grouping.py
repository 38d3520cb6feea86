"""Which addresses belong together, from the joins that hold; pure."""

from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def grouped(pairs: Iterable[Pair]) -> dict[str, str]:
    """For each address that is joined to another, the person: the least of all addresses that joins lead to from there.

    It follows from the set of pairs alone, whatever their order and however often one comes: a pair taken back leaves everything
    as if it had never been there.
    """
    parents: dict[str, str] = {}
    for one, other in pairs:
        if one != other:
            first, second = sorted((_root(parents, one), _root(parents, other)))
            parents[second] = first
    return {address: _root(parents, address) for address in list(parents)}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[set[str], dict[str, str]]:
    """The addresses whose person is another or none now, and those that have a new one with it."""
    gone = {address for address, person in before.items() if after.get(address) != person}
    return gone, {address: person for address, person in after.items() if before.get(address) != person}


def _root(parents: dict[str, str], address: str) -> str:
    parents.setdefault(address, address)
    while (parent := parents[address]) != address:
        parents[address] = parents[parent]
        address = parents[address]
    return address
