"""The taxonomies that come with golddust, by name, and a company's own, by file."""

from pathlib import Path

from config.tables import HERE, TAXONOMY, read_table
from golddust.errors import Misconfigured, Problem
from processors.taxonomy import Taxonomy, parse_taxonomy

GENERAL = "general"
"""The one that is used where none is set: any trade."""
TRADES = HERE / "taxonomies"
SETTING = "tag.taxonomy"


def names() -> tuple[str, ...]:
    """The taxonomies that can be named, the one for any trade first."""
    return (GENERAL, *sorted(file.stem for file in TRADES.glob("*.toml")))


def taxonomy_file(given: str) -> Path:
    """The file of the taxonomy of that name, or the file itself; "" means the one for any trade.

    A file of the company's own that is named like one of ours is meant by a path: "./retail". Raises Misconfigured for what is
    neither a name nor a file.
    """
    if given in ("", GENERAL):
        return TAXONOMY
    if given in names():
        return TRADES / f"{given}.toml"
    if not Path(given).is_file():
        raise Misconfigured((Problem(SETTING, given, f"a TOML file, or one of {', '.join(names())}"),))
    return Path(given)


def read_taxonomy(given: str) -> Taxonomy:
    """The taxonomy of that name or file, as `[tag] taxonomy` says it. Raises Misconfigured with every problem."""
    return parse_taxonomy(read_table(SETTING, taxonomy_file(given)))
