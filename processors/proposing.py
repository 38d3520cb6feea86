"""Proposes topics that a taxonomy lacks, from messages that none of its keywords tell."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps

from golddust.events import Language
from processors.clusters import SMALLEST, Vectors, clusters
from processors.cues import all_cues, by_question
from processors.taxonomy import DEFAULT_OWNER, Taxonomy
from processors.words import words_of

NAME_TERMS, KEYWORDS, SAMPLES = 2, 6, 5
LONGEST_NAME, LONGEST_SAMPLE = 50, 200
LATELY = 4
"""Weeks that are held against all weeks before them."""
_MASK = re.compile(r"\[[^\][]{1,30}\]")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Untold:
    """A message that may be about a topic of its own: its text without personal data, and the topics it was faintly told."""

    text: str
    received_at: datetime
    language: str = "en"
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic that may be missing. `keywords` are its telling words; `size` counts its messages, `samples` are the most typical.

    `weeks`: the messages by ISO week, such as "2026-W48". `trend`: how many a week came in the last four weeks, divided by how
    many came in those before, or None where that cannot be told. `like`: the topic of the taxonomy that most of its messages
    were faintly told, "" for none: they may be that topic in words that its keywords do not know; `like_share` is how many, from
    0 to 1.
    """

    name: str
    title: str
    size: int
    keywords: tuple[str, ...]
    samples: tuple[str, ...]
    weeks: Mapping[str, int]
    trend: float | None
    likeness: float
    like: str = ""
    like_share: float = 0.0

    def as_toml(self) -> str:
        """A table to paste into a taxonomy, to be named and worded by a person."""
        return "\n".join(
            (
                f"[topics.{self.name}]",
                f"title = {_quoted(self.title)}",
                f"description = {_quoted(f'Messages such as: {self.samples[0]}')}",
                f"owner = {_quoted(DEFAULT_OWNER)}",
                f"keywords = [{', '.join(map(_quoted, self.keywords))}]",
                f"examples = [{', '.join(map(_quoted, self.samples))}]",
            )
        )


def proposals(
    messages: Sequence[Untold],
    taxonomy: Taxonomy,
    embed: Callable[[Sequence[str]], Vectors],
    joined: float,
    smallest: int = SMALLEST,
) -> list[Proposal]:
    """The topics that the messages speak for, the largest first. `embed` gives unit vectors; see `clusters` for `joined`.

    Messages that the keywords of the taxonomy tell by now are left out, so that what was added is not proposed again.
    """
    cues = all_cues(taxonomy)
    untold = [
        one
        for one in messages
        if not by_question(cues.find(words_of(one.text)), Language(code=one.language, confidence=1.0))["topic"]
    ]
    texts = [_MASK.sub(" ", one.text).strip() for one in untold]
    spoken = [place for place, text in enumerate(texts) if any(map(str.isalpha, text))]
    if len(spoken) < smallest:
        return []
    said = [texts[place] for place in spoken]
    used = set(taxonomy.topics)
    found = []
    for cluster in clusters(said, embed(said), smallest, joined):
        if cluster.terms:
            members = [untold[spoken[number]] for number in cluster.members]
            found.append(_proposal(cluster.terms, members, cluster.likeness, used))
    return found


def _proposal(terms: Sequence[str], members: Sequence[Untold], likeness: float, used: set[str]) -> Proposal:
    weeks = Counter(_week(one.received_at) for one in members)
    told = Counter(topic for one in members for topic in one.topics[:1])
    like, number = told.most_common(1)[0] if told else ("", 0)
    return Proposal(
        name=_new_name(terms, used),
        title=", ".join(terms[:NAME_TERMS]).capitalize(),
        size=len(members),
        keywords=tuple(terms[:KEYWORDS]),
        samples=tuple(dict.fromkeys(_short(one.text) for one in members))[:SAMPLES],
        weeks=dict(sorted(weeks.items())),
        trend=_trend(members),
        likeness=likeness,
        like=like,
        like_share=round(number / len(members), 2),
    )


def _new_name(terms: Sequence[str], used: set[str]) -> str:
    """A name that may stand in a taxonomy and is taken by nothing there; "proposed" for words of other scripts."""
    stem = _NO_SLUG.sub("-", "-".join(terms[:NAME_TERMS]).lower()).strip("-")[:LONGEST_NAME].strip("-") or "proposed"
    name, number = stem, 1
    while name in used:
        number += 1
        name = f"{stem[: LONGEST_NAME - 5]}-{number}"
    used.add(name)
    return name


def _week(moment: datetime) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def _trend(members: Sequence[Untold]) -> float | None:
    """Messages a week lately over messages a week before. The weeks end with the newest message."""
    newest = max(one.received_at for one in members)
    ages = [(newest - one.received_at).days // 7 for one in members]
    before = max(ages) + 1 - LATELY
    if before < 1:
        return None
    lately = sum(age < LATELY for age in ages)
    return round(lately / LATELY / ((len(ages) - lately) / before), 2)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_SAMPLE else plain[: LONGEST_SAMPLE - 1] + "…"


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's, with the one escape that JSON leaves out."""
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
