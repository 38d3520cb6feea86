"""Messages a second on one core: every tier beside bare TextBlob and VADER, over the same mix of lengths, in turns.

What a model alone does is mood, kind, feeling and meaning; TextBlob and VADER tell the mood only. The whole way has topics,
urgency, language and personal data as well. Time on the processor is what to compare on a busy machine.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from rich.table import Table

from benchmarks.messages import mixed
from config.taxonomy import read_taxonomy
from processors.models.model import Model
from processors.models.reader import ModelTier, Reader
from processors.registry import TIERS, tagging
from processors.seen import Asked
from processors.sentiment import SentimentTagger, TextBlobSentiment, VaderSentiment
from processors.words import words_of

BATCH = 500
"""As the stage gives them; see `golddust.runner.Limits`."""
TRADE = "retail"
AIMS = {"fast": 5000, "cascade": 1500, "accurate": 350}
MODELS: tuple[ModelTier, ...] = get_args(ModelTier)
BARE = ("TextBlob, bare", "VADER, bare")
Work = Callable[[Sequence[str]], object]


@dataclass(slots=True)
class Speed:
    """Seconds for a message, the best of all rounds, by the clock and on the processor; and how many were read by the encoder."""

    clock: float = float("inf")
    processor: float = float("inf")
    asked: float | None = None


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something that tags texts; `asked` tells how many texts its encoder has read so far, None where it has none."""

    work: Work
    asked: Callable[[], int | None] = lambda: None


def measure(count: int, rounds: int) -> tuple[dict[str, Speed], dict[str, Speed]]:
    """Bare lexicons and models alone, and all tiers the whole way. No round has the texts of another."""
    alone, whole = {**bare(), **models_alone()}, whole_ways()
    found = {name: Speed() for name in alone}, {name: Speed() for name in whole}
    texts = mixed(count * (rounds + 1), 10)
    for at in range(0, len(texts), count):
        for speeds, contestants in zip(found, (alone, whole), strict=True):
            for name, one in contestants.items():
                if at:
                    _run(one, texts[at : at + count], speeds[name])
                else:
                    one.work(texts[: count // 10])  # what is loaded once is not measured
    return found


def bare() -> dict[str, Contestant]:
    """The mood by each of the two lexicons, as its own makers ship it."""
    from textblob import TextBlob  # noqa: PLC0415 - NLTK, which no other table needs
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - as above

    scores = SentimentIntensityAnalyzer().polarity_scores
    works: tuple[Work, ...] = (lambda texts: [TextBlob(text).sentiment for text in texts], lambda texts: list(map(scores, texts)))
    return {name: Contestant(work) for name, work in zip(BARE, works, strict=True)}


def models_alone() -> dict[str, Contestant]:
    """What tells the mood in each tier, and kind and feeling where a model does, by itself."""
    found = {tagger.name: Contestant(_by_lexicon(tagger)) for tagger in (TextBlobSentiment(), VaderSentiment())}
    fast, encoder = Model("fast"), Model("encoder")
    for tier in MODELS:
        reader = Reader(tier, fast, None if tier == "fast" else encoder)
        found[tier] = Contestant(_in_batches(reader.read), lambda reader=reader: reader.asked)
    return found


def whole_ways() -> dict[str, Contestant]:
    """All taggers of each tier, with the topics of a shop."""
    found, taxonomy = {}, read_taxonomy(TRADE)
    for tier in TIERS:
        tagger = tagging(tier, taxonomy)
        work = _in_batches(lambda texts, tagger=tagger: tagger.tag_all([Asked(text) for text in texts]))
        found[tier] = Contestant(work, lambda tagger=tagger: getattr(tagger.teller, "asked", None))
    return found


def _by_lexicon(tagger: SentimentTagger) -> Work:
    return lambda texts: [tagger.sum_up(tagger.assess(words_of(text)), text) for text in texts]


def _in_batches(work: Work) -> Work:
    return lambda texts: [work(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]


def _run(one: Contestant, texts: Sequence[str], speed: Speed) -> None:
    before = one.asked()
    clock, processor = time.perf_counter(), time.process_time()
    one.work(texts)
    speed.processor = min(speed.processor, (time.process_time() - processor) / len(texts))
    speed.clock = min(speed.clock, (time.perf_counter() - clock) / len(texts))
    after = one.asked()
    if before is not None and after is not None:
        speed.asked = (after - before) / len(texts)


def started(tier: str) -> Mapping[str, float]:
    """What a fresh process of this tier tells: see `tagging_job`; and `first`, the seconds from its start to its first tag."""
    begun = time.perf_counter()
    command = (sys.executable, "-m", "benchmarks.tagging_job", tier)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as job:  # noqa: S603 - ours
        lines = iter(job.stdout or ())
        next(lines)  # the first tag
        first = time.perf_counter() - begun
        told: dict[str, float] = json.loads(next(lines))
    return {"first": first, **told}


def tables(count: int, rounds: int) -> Iterator[Table]:
    """What was measured."""
    alone, whole = measure(count, rounds)
    title = f"Tagging {count:,} messages of all lengths on one thread, in batches of {BATCH}"
    yield _speeds(f"{title}: what tells the mood, alone", alone, alone, AIMS)
    yield _speeds(f"{title}: the whole way, with topics, urgency, language and personal data", whole, alone, {})
    columns = ("tier", "first tag after, s", "on the processor, s", "one by one, ms", "a worker's memory, MiB", "aim")
    table = Table(*columns, title="A fresh process of each tier", title_justify="left")
    for tier in TIERS:
        told = started(tier)
        figures = (f"{told['first']:.1f}", f"{told['processor']:.1f}", f"{told['one'] * 1e3:.2f}", f"{told['memory']:.0f}")
        table.add_row(tier, *figures, "400")
    yield table


def _speeds(title: str, speeds: Mapping[str, Speed], beside: Mapping[str, Speed], aims: Mapping[str, int]) -> Table:
    columns = ("tagger", "a second", "a second of processor", *(f"beside {name}" for name in BARE), "read by the encoder", "aim")
    table = Table(*columns, title=title, title_justify="left")
    for name, speed in speeds.items():
        ratios = (f"{beside[bare].processor / speed.processor:.2f}" for bare in BARE)
        asked = "" if speed.asked is None else f"{speed.asked:.0%}"
        aim = f"{aims[name]:,}" if name in aims else ""
        table.add_row(name, f"{1 / speed.clock:,.0f}", f"{1 / speed.processor:,.0f}", *ratios, asked, aim)
    return table
