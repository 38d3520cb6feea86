"""The company's topics: what feedback can be about, and which business function can mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from golddust.errors import Misconfigured, Problem

DEFAULT_OWNER = "customer care"


class _Topic(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    keywords: list[str]
    description: str = ""
    owner: str = DEFAULT_OWNER
    translations: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `keywords` are phrases that tell it; a star stands for any ending. `owner` is a business function.

    `translations`: keywords by language code, which count in texts of that language only.
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    owner: str
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All topics by name, in the order of the file."""

    topics: Mapping[str, Topic]

    def owner_of(self, names: tuple[str, ...]) -> str:
        """Who can mend it: the owner of the first topic, which is the strongest."""
        return next((self.topics[name].owner for name in names if name in self.topics), DEFAULT_OWNER)


def parse_taxonomy(table: Mapping[str, Any]) -> Taxonomy:
    """The taxonomy that a TOML table `[topics.<name>]` describes. Raises Misconfigured with every problem."""
    problems: list[Problem] = []
    given = table.get("topics")
    if not isinstance(given, dict) or not given:
        raise Misconfigured((Problem("taxonomy.topics", "", "at least one table [topics.<name>] with title and keywords"),))
    problems += [Problem(f"taxonomy.{name}", "", "no such table; only [topics.<name>]") for name in table if name != "topics"]
    topics = {name: topic for name, value in given.items() if (topic := _topic(name, value, problems)) is not None}
    if problems:
        raise Misconfigured(tuple(problems))
    return Taxonomy(topics)


def _topic(name: str, value: Any, problems: list[Problem]) -> Topic | None:
    path = f"taxonomy.topics.{name}"
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        problems.append(Problem(path, name, "a name of ASCII letters, digits, - and _, because it names a stream"))
    try:
        topic = msgspec.convert(value, _Topic)
    except msgspec.ValidationError as error:
        problems.append(Problem(path, "", str(error)))
        return None
    if not any(keyword.strip() for keyword in topic.keywords):
        problems.append(Problem(f"{path}.keywords", "", "at least one word or phrase"))
    translations = {language: tuple(words) for language, words in topic.translations.items()}
    return Topic(name, topic.title, topic.description, tuple(topic.keywords), topic.owner, translations)
