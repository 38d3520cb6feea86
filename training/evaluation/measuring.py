"""Tiers at work on labelled sets: what they say, how well that fits, and how fast it comes."""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from platform import processor

from golddust.events import Tags
from processors.options import ONLY_WORDS
from processors.registry import tagging
from processors.seen import Asked
from processors.tagging import Tagging
from processors.taxonomy import DEFAULT_OWNER, Taxonomy, Topic
from training.evaluation.figures import DIGITS, Figures, figures_of
from training.evaluation.questions import SAYS
from training.evaluation.scores import About, Run, Score
from training.evaluation.sets import LabelledSet

AT_ONCE = 256
WARM_UP = 32
"""Texts that are tagged once before the clock runs: what is loaded at first need is loaded then."""
CPUINFO = Path("/proc/cpuinfo")
Done = Callable[[str, str, int], None]
"""Told the tier, the set, and how many texts more are done."""


def measured(
    tiers: Sequence[str], sets: Sequence[LabelledSet], taxonomy: Taxonomy, done: Done, own: str = ""
) -> Iterator[tuple[Run, list[Score]]]:
    """Each tier on each set, in order: how fast it is, and how well it answers each question.

    `own` is the file of a company's correction, for the tiers with a model. Raises Misconfigured when it does not go with them.
    """
    for tier in tiers:
        correction = "" if tier in ONLY_WORDS else own
        usual = tagging(tier, taxonomy, own=correction)
        for one in sets:
            topics = taxonomy_for(one, taxonomy)
            run, tags = _run(tier, usual if topics is taxonomy else tagging(tier, topics, own=correction), one, done)
            yield run, [_score(tier, one, question, tags) for question in one.questions]


def taxonomy_for(one: LabelledSet, taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy, or where it lacks topics of the set, one that holds nothing but their names."""
    names = dict.fromkeys(name for text in one.texts for name in text.right.get("topic", ()))
    if names.keys() <= taxonomy.topics.keys():
        return taxonomy
    return Taxonomy({name: _by_name(name) for name in sorted(names)})


def _by_name(name: str) -> Topic:
    """A topic of which nothing is known but its name, which is its title and its only keyword."""
    title = re.sub(r"[\W_]+", " ", name).strip().lower()
    return Topic(name, title, "-", (title,) if title else (), DEFAULT_OWNER)


def _run(tier: str, tagger: Tagging, one: LabelledSet, done: Done) -> tuple[Run, list[Tags]]:
    asked = [Asked(labelled.text) for labelled in one.texts]
    tagger.tag_all(asked[:WARM_UP])
    before, start = _asked(tagger), time.process_time()
    tags: list[Tags] = []
    for at in range(0, len(asked), AT_ONCE):
        tags += tagger.tag_all(asked[at : at + AT_ONCE])
        done(tier, one.name, len(tags) - at)
    seconds, after = time.process_time() - start, _asked(tagger)
    share = None if before is None or after is None else round((after - before) / len(asked), DIGITS)
    return Run(tier=tier, set=one.name, per_second=round(len(asked) / max(seconds, 1e-6)), asked=share), tags


def _asked(tagger: Tagging) -> int | None:
    """How many texts the encoder has read so far, where the tier has one."""
    from processors.by_model import ByModel  # noqa: PLC0415 - numpy: only who measures pays

    return tagger.teller.asked if isinstance(tagger.teller, ByModel) else None


def _score(tier: str, one: LabelledSet, question: str, tags: Sequence[Tags]) -> Score:
    judged = [
        (labelled.language, SAYS[question](its), labelled.right[question])
        for labelled, its in zip(one.texts, tags, strict=True)
        if question in labelled.right
    ]

    def figures(language: str = "") -> Figures:
        of = [(said, right) for code, said, right in judged if language in ("", code)]
        return figures_of([said for said, _ in of], [right for _, right in of])

    languages = sorted({code for code, _, _ in judged if code})
    by_language = {code: figures(code) for code in languages} if len(languages) > 1 else {}
    return Score(tier=tier, set=one.name, question=question, all=figures(), languages=by_language)


def about(one: LabelledSet) -> About:
    """What the record says of a set."""
    return About(set=one.name, texts=len(one.texts), source=one.source, licence=one.licence)


def machine() -> str:
    """What this machine is, as far as it says so."""
    said = re.search(r"^model name\s*:\s*(.+)$", CPUINFO.read_text() if CPUINFO.exists() else "", re.MULTILINE)
    return f"{said[1] if said else processor() or 'an unnamed processor'}, {os.cpu_count()} cores"
