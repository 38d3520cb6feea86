"""The company's topics: what feedback can be about, and which business function can mend it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from golddust.errors import Misconfigured, Problem

DEFAULT_OWNER = "customer care"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FIELDS = frozenset(("title", "description", "keywords", "examples", "parent", "owner", "translations"))
_WORDS = "a list of words or phrases, such as ['parcel*', 'not arrived']"
_MESSAGES = "a list of messages, such as ['The parcel came a week late']"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `keywords` are phrases that tell it; a star stands for any ending. `owner` is a business function.

    `translations`: keywords by language code, which count in texts of that language only. `examples`: whole messages about it,
    which count where the tagger has an encoder. `parent`: the name of the wider topic that it is part of, or "".
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    owner: str
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All topics by name, in the order of the file."""

    topics: Mapping[str, Topic]

    def owner_of(self, names: tuple[str, ...]) -> str:
        """Who can mend it: the owner of the first topic, which is the strongest."""
        return next((self.topics[name].owner for name in names if name in self.topics), DEFAULT_OWNER)

    def above(self, name: str) -> tuple[str, ...]:
        """The topics that this one is part of, the nearest first; () for one at the top, and for one that is not known."""
        found: list[str] = []
        topic = self.topics.get(name)
        while topic and topic.parent and topic.parent not in found:
            found.append(topic.parent)
            topic = self.topics.get(topic.parent)
        return tuple(found)

    def counted(self, names: Iterable[str]) -> tuple[str, ...]:
        """The topics that a message about these ones counts for in figures: they, and all that they are part of, each once."""
        return tuple(dict.fromkeys(one for name in names for one in (name, *self.above(name))))


def parse_taxonomy(table: Mapping[str, Any]) -> Taxonomy:
    """The taxonomy that a TOML table `[topics.<name>]` describes. Raises Misconfigured with every problem."""
    given = table.get("topics")
    if not isinstance(given, dict) or not given:
        raise Misconfigured((Problem("taxonomy.topics", "", "at least one table [topics.<name>] with title and keywords"),))
    problems = [Problem(f"taxonomy.{name}", "", "no such table; only [topics.<name>]") for name in table if name != "topics"]
    taxonomy = Taxonomy({name: _topic(name, value, problems) for name, value in given.items()})
    problems += [problem for topic in taxonomy.topics.values() if (problem := _misplaced(topic, taxonomy))]
    if problems:
        raise Misconfigured(tuple(problems))
    return taxonomy


def _misplaced(topic: Topic, taxonomy: Taxonomy) -> Problem | None:
    path = f"taxonomy.topics.{topic.name}.parent"
    if topic.parent and topic.parent not in taxonomy.topics:
        others = ", ".join(name for name in taxonomy.topics if name != topic.name) or "there is none yet, so leave it out"
        return Problem(path, topic.parent, f"the name of another topic: {others}")
    if topic.name in taxonomy.above(topic.name):
        return Problem(path, topic.parent, "a wider topic, which is not itself part of this one")
    return None


def _topic(name: str, value: Any, problems: list[Problem]) -> Topic:
    path = f"taxonomy.topics.{name}"
    if not _NAME.fullmatch(name):
        expected = "a name of at most 50 ASCII letters, digits, - and _, because it names a stream"
        problems.append(Problem(path, name, expected))
    if not isinstance(value, dict):
        problems.append(Problem(path, str(value), f"a table [topics.{name}]"))
        value = {"title": name, "keywords": [name]}
    known = ", ".join(sorted(_FIELDS))
    problems += [Problem(f"{path}.{unknown}", "", f"no such field; known: {known}") for unknown in value.keys() - _FIELDS]
    return Topic(
        name,
        _text(path, "title", value, problems),
        _text(path, "description", {"description": "-", **value}, problems),
        _words(f"{path}.keywords", value.get("keywords", _as_keyword(value.get("title"))), problems),
        _text(path, "owner", {"owner": DEFAULT_OWNER, **value}, problems),
        _translations(f"{path}.translations", value.get("translations", {}), problems),
        _words(f"{path}.examples", value["examples"], problems, _MESSAGES) if "examples" in value else (),
        _text(path, "parent", value, problems) if "parent" in value else "",
    )


def _as_keyword(title: Any) -> Any:
    """A topic without keywords is told by its title, and by what it means where the tier has a model."""
    return [title] if isinstance(title, str) and title.strip() else None


def _text(path: str, name: str, value: Mapping[str, Any], problems: list[Problem]) -> str:
    given = value.get(name)
    if isinstance(given, str) and given.strip():
        return given.strip()
    problems.append(Problem(f"{path}.{name}", "" if given is None else str(given), "a text that is not empty"))
    return ""


def _words(path: str, given: Any, problems: list[Problem], expected: str = _WORDS) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        problems.append(Problem(path, "" if given is None else str(given), expected))
        return ()
    wrong = [word for word in given if not isinstance(word, str) or not any(map(str.isalnum, word))]
    problems += [Problem(path, str(word), "words with a letter or a digit in them") for word in wrong]
    return tuple(word for word in given if word not in wrong)


def _translations(path: str, given: Any, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, dict):
        problems.append(Problem(path, str(given), "a table of keywords by language code, such as { de = ['lieferung'] }"))
        return {}
    wrong = [code for code in given if not _LANGUAGE.fullmatch(code)]
    problems += [Problem(f"{path}.{code}", code, "a language code of ISO 639, such as de") for code in wrong]
    return {code: _words(f"{path}.{code}", words, problems) for code, words in given.items()}
