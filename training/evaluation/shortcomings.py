"""Where the taggers fall short, in plain words, from nothing but the figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from training.evaluation.figures import Figures
from training.evaluation.scores import Score, Scores
from training.evaluation.wording import named, share, title_of

USED: Final = "cascade"
"""The tier that most people use."""
LEXICONS: Final = ("textblob", "vader")
AIMS: Final[Mapping[tuple[str, str], float]] = {
    ("cascade", "sentiment_cebab_test"): 0.81,
    ("cascade", "sentiment_goemotions_test"): 0.72,
    ("cascade", "sentiment_uci_amazon_cells"): 0.925,
    ("cascade", "sentiment_uci_yelp"): 0.925,
    ("fast", "sentiment_cebab_test"): 0.77,
    ("fast", "sentiment_goemotions_test"): 0.68,
    ("fast", "sentiment_uci_amazon_cells"): 0.90,
    ("fast", "sentiment_uci_yelp"): 0.90,
}
"""The macro-F1 that a tier is to reach on a set."""
WELL_CALIBRATED: Final = 0.05
HALF: Final = 0.5
MOST_NAMED: Final = 5
BEHIND: Final = 0.1
"""By so much a language lies behind English before it is named."""
ENGLISH: Final = "en"


def shortcomings(scores: Scores) -> Iterator[str]:
    """A sentence for each thing that falls short; none where nothing does."""
    yield from _missed(scores.scores)
    used = [one for one in scores.scores if one.tier == USED]
    yield from _calibration(used)
    yield from _weak_answers(used)
    yield from _languages(used)
    yield from _no_better_than_lexicons(scores.scores)


def _missed(scores: Sequence[Score]) -> Iterator[str]:
    for one in scores:
        aim = AIMS.get((one.tier, one.set), 0.0)
        if one.all.macro_f1 < aim:
            yield f"`{one.tier}` comes to {share(one.all.macro_f1)} macro-F1 on {title_of(one)}; {share(aim)} was aimed at."


def _calibration(used: Sequence[Score]) -> Iterator[str]:
    """Where confidence is off, the surest first."""
    off = [(one.all.too_sure or 0.0, one.all.calibration or 0.0, title_of(one)) for one in used]
    off = sorted((one for one in off if one[1] > WELL_CALIBRATED), reverse=True)
    for how, ours in (
        ("surer than it should be", [one for one in off if one[0] > 0]),
        ("less sure than it could be", [one for one in off if one[0] <= 0]),
    ):
        if ours:
            told = named([f"{title} ({share(error)})" for _, error, title in ours])
            yield f"`{USED}` is {how}, with a calibration error over {share(WELL_CALIBRATED)}, on {told}."


def _weak_answers(used: Sequence[Score]) -> Iterator[str]:
    for one in used:
        weak = sorted((f1, answer) for answer, f1 in one.all.f1.items() if f1 < HALF)
        if weak:
            told = [f"{answer} ({share(f1)})" for f1, answer in weak[:MOST_NAMED]]
            others = [f"{len(weak) - MOST_NAMED} others"] if len(weak) > MOST_NAMED else []
            yield f"On {title_of(one)} `{USED}` has an F1 under {share(HALF)} for {named([*told, *others])}."


def _languages(used: Sequence[Score]) -> Iterator[str]:
    for one in used:
        english = one.languages.get(ENGLISH)
        behind = sorted(_behind(one.languages, english)) if english else []
        if english and behind:
            told = named([f"{code} ({share(macro_f1)})" for macro_f1, code in behind])
            yield f"On {title_of(one)} these languages lie far behind English ({share(english.macro_f1)}): {told}."


def _behind(languages: Mapping[str, Figures], english: Figures) -> Iterator[tuple[float, str]]:
    return ((its.macro_f1, code) for code, its in languages.items() if its.macro_f1 < english.macro_f1 - BEHIND)


def _no_better_than_lexicons(scores: Sequence[Score]) -> Iterator[str]:
    best = {(one.set, one.question, one.tier): one.all.macro_f1 for one in scores}
    for one in scores:
        if one.tier in ("fast", USED):
            mine = one.all.macro_f1
            beaten_by = [name for name in LEXICONS if best.get((one.set, one.question, name), 0.0) >= mine]
            if beaten_by:
                yield f"`{one.tier}` is no better than {named([f'`{name}`' for name in beaten_by])} on {title_of(one)}."
