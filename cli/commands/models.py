"""`golddust eval`: how well the taggers do on labelled messages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import ConfigFile, OtherTaxonomy
from cli.output import FAILED, people, print_table, progress
from config.load import load
from config.taxonomy import read_taxonomy
from golddust.clock import SystemClock
from golddust.errors import NotFound

if TYPE_CHECKING:
    from processors.taxonomy import Taxonomy
    from training.evaluation.scores import Scores
    from training.evaluation.sets import LabelledSet

PUBLISHED = (Path("../shared/data/nlp/test"), Path("tests/corpus/messages"))
"""What the accuracy page is made from: test parts of public sets, beside a checkout, and our own judged messages in it."""
WITHOUT = (
    "The test parts of public sets lie beside a checkout, if at all; tests/corpus/messages, in it, is enough for a first look."
)


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("eval")(evaluate)


def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE|DIR", help="labelled sets; those of docs/explanation/accuracy.md")
    ] = None,
    tier: Annotated[list[str] | None, typer.Option("--tier", metavar="TIER", help="only this tier; may be given again")] = None,
    taxonomy: OtherTaxonomy = None,
    most: Annotated[
        int | None, typer.Option("--most", min=1, metavar="N", help="of each set so many at most, always the same ones")
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="write all figures into this file")] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", help="fail where a figure is a point lower than in this file")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Tag labelled messages with each tier, and print how often it is right, how well it knows that, and how fast it is.

    A set is a file of JSON lines: "text" and what is right of it, in "sentiment", "emotion", "kind", "spam", "topic" or "label".
    What `[tag] own` names is used, in the tiers with a model; judge it by texts that it was not made from.
    """
    from training.evaluation.scores import read_scores, written  # noqa: PLC0415 - numpy: other commands start without it

    if as_json and not as_json.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {as_json.absolute().parent}", param_hint="--json")
    recorded = read_scores(compare) if compare else None
    settings = load(config).settings.tag
    scores = _measured(_sets(files, most), _tiers(tier), read_taxonomy(taxonomy or settings.taxonomy), settings.own)
    _print(scores)
    if as_json:
        as_json.write_text(written(scores), encoding="utf-8")
    if recorded and not _held(recorded, scores):
        raise typer.Exit(FAILED)


def _tiers(given: list[str] | None) -> Sequence[str]:
    from processors.registry import TIERS  # noqa: PLC0415 - as above

    if unknown := [tier for tier in given or () if tier not in TIERS]:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(TIERS)}", param_hint="--tier")
    return list(dict.fromkeys(given)) if given else list(TIERS)


def _sets(files: list[Path] | None, most: int | None) -> "list[LabelledSet]":
    from training.evaluation.sets import read_sets  # noqa: PLC0415 - as above

    paths = files or [path for path in PUBLISHED if path.exists()]
    if not paths:
        raise typer.BadParameter(f"name a file or folder of labelled sets. {WITHOUT}", param_hint="FILE")
    missing = [path for path in paths if path in PUBLISHED and not path.exists()]
    if missing:
        raise NotFound(f"{missing[0]} is not there. {WITHOUT}")
    return [one.sample(most) if most else one for one in read_sets(paths)]


def _measured(sets: "Sequence[LabelledSet]", tiers: Sequence[str], taxonomy: "Taxonomy", own: str) -> "Scores":
    from training.evaluation.measuring import about, machine, measured  # noqa: PLC0415 - as above
    from training.evaluation.scores import Scores  # noqa: PLC0415 - as above

    with _progress(len(tiers) * sum(len(one.texts) for one in sets)) as done:
        found = list(measured(tiers, sets, taxonomy, done, own))
    return Scores(
        date=SystemClock().now().date(),
        machine=machine(),
        sets=tuple(map(about, sets)),
        scores=tuple(score for _, scores in found for score in scores),
        runs=tuple(run for run, _ in found),
    )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str, str, int], None]]:
    """A bar on a terminal: what to tell it that a tier has done so many texts more of a set."""
    with progress() as bar:
        task = bar.add_task("texts", total=total)
        yield lambda tier, name, texts: bar.update(task, advance=texts, description=f"{tier}: {name}")


def _print(scores: "Scores") -> None:
    from training.evaluation.wording import ASKED, share  # noqa: PLC0415 - as above

    runs = {(run.tier, run.set): run for run in scores.runs}
    rows = []
    for by_tier in scores.together():
        for one in by_tier.values():
            run = runs[one.tier, one.set]
            figures = (share(one.all.accuracy), share(one.all.macro_f1), share(one.all.calibration) or "-")
            asked = "-" if run.asked is None else f"{run.asked:.0%}"
            rows.append((one.set, ASKED[one.question], one.tier, f"{one.all.texts:,}", *figures, f"{run.per_second:,}", asked))
    titles = ("set", "asked", "tier", "texts", "accuracy", "macro-F1", "calibration error", "messages/s", "by the encoder")
    print_table(titles, rows, empty="There are no labelled texts.")
    _print_languages(scores, list(dict.fromkeys(run.tier for run in scores.runs)))
    for remark in _remarks(scores):
        people().print(remark)


def _print_languages(scores: "Scores", tiers: Sequence[str]) -> None:
    from training.evaluation.wording import ASKED, both  # noqa: PLC0415 - as above

    rows = []
    for by_tier in scores.together():
        one = next(iter(by_tier.values()))
        for language, its in one.languages.items():
            told = (both(by_tier[tier].languages[language]) for tier in tiers)
            rows.append((one.set, ASKED[one.question], language, f"{its.texts:,}", *told))
    if rows:
        people().print("Accuracy / macro-F1 by language:")
        print_table(("set", "asked", "language", "texts", *tiers), rows, empty="")


def _remarks(scores: "Scores") -> Iterator[str]:
    """What one must know to read the figures."""
    questions = {one.question for one in scores.scores}
    if "side" in questions:
        yield "Sets without neutral texts are judged by the sign of the score; 0 counts as negative."
    if "topic" in questions:
        yield "Topics that the taxonomy lacks are told by their names alone."
    yield f"Messages per second of processor time, one thread, on {scores.machine}."


def _held(recorded: "Scores", now: "Scores") -> bool:
    """Whether no figure dropped; says which did, and what was not compared."""
    from training.evaluation.scores import FEWEST, compared, dropped, not_compared  # noqa: PLC0415 - as above
    from training.evaluation.wording import ASKED, named, share, title_of  # noqa: PLC0415 - as above

    if left := [title_of(one) for one in not_compared(recorded, now)]:
        people().print(f"Not compared, because not measured on the same texts: {named(left)}.")
    if not (many := compared(recorded, now)):
        people().print(f"Nothing could be compared. Only sets of at least {FEWEST} texts are: a few texts say too little.")
        return False
    drops = [
        (drop.set, ASKED[drop.question], drop.tier, drop.figure, share(drop.recorded), share(drop.now))
        for drop in dropped(recorded, now)
    ]
    if not drops:
        people().print(f"Scores held against those of {recorded.date}: {many}; none is more than a point lower.")
        return True
    people().print(f"More than a point lower than on {recorded.date}:")
    print_table(("set", "asked", "tier", "figure", "recorded", "now"), drops, empty="")
    return False
