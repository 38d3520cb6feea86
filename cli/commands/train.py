"""`golddust train`: a company's own labelled lines make its tagger better; and the models that come with it, built again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from cli.options import AsJson
from cli.output import people, print_json, print_table, printable, progress
from golddust.clock import SystemClock
from golddust.errors import Malformed, NotFound, Refused

if TYPE_CHECKING:
    from training.own_lines import OwnLines
    from training.own_models import Made, Score

MOST_PROBLEMS = 30
"""Lines that are told to be wrong, one by one."""
EVERY_SECONDS = 20.0
"""How often progress is told where there is no terminal."""
PUBLIC, OWN = Path("../shared/data/nlp/train"), Path("training/messages")
"""What the models are trained on, beside and in a checkout."""


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("train")(train)


def train(
    lines: Annotated[
        list[Path] | None,
        typer.Argument(metavar="LINES...", help="labelled lines: .jsonl, .csv or .tsv with text, and sentiment, kind or emotion"),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="where the correction goes, for [tag] own")] = None,
    models: Annotated[
        Path | None, typer.Option("--models", metavar="DIR", help="build the models anew into this folder; `make models` does it")
    ] = None,
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="with --models: the public training sets")] = PUBLIC,
    trial: Annotated[
        bool, typer.Option("--trial", help="with --models: a few lines and steps, to see that everything works")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Correct the models by your own labelled lines, in seconds and on this machine; 200 already help.

    What is learnt is tried on lines it has not seen, and kept only where it is better. The file holds no customer's words.
    """
    if models and not lines and not out:
        _build(models, data, trial=trial)
    elif lines and out and not models:
        _correct(lines, out, as_json=as_json)
    else:
        raise typer.BadParameter("name LINES and --out FILE, or --models DIR")


def _correct(paths: Sequence[Path], out: Path, *, as_json: bool) -> None:
    from processors.models.correction import write_correction  # noqa: PLC0415 - numpy: other commands start without it
    from processors.models.model import Model  # noqa: PLC0415 - as above
    from training.own_lines import read_lines  # noqa: PLC0415 - as above
    from training.own_models import correction_of  # noqa: PLC0415 - as above

    if not out.absolute().parent.is_dir():
        raise NotFound(f"there is no folder {out.absolute().parent}")
    read = read_lines(paths)
    _check(read)
    with _progress() as said:
        made = correction_of(
            {name: Model(name) for name in ("fast", "encoder")}, read.lines, f"{SystemClock().now():%Y-%m-%d}", said
        )
    _print(made, as_json=as_json)
    if not made.correction.models:
        raise Refused("No file was written: nothing learnt from these lines would help.")
    try:
        write_correction(made.correction, out)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}") from None
    people().print(
        printable(f'Written: own-{made.correction.name}. Put own = "{out}" under [tag], with a tier that has a model.')
    )


def _check(read: "OwnLines") -> None:
    for problem in read.problems[:MOST_PROBLEMS]:
        people().print(printable(problem), soft_wrap=True)
    if read.problems:
        more = f", {len(read.problems) - MOST_PROBLEMS:,} more than those above" if len(read.problems) > MOST_PROBLEMS else ""
        problems = "1 problem" if len(read.problems) == 1 else f"{len(read.problems):,} problems"
        raise Malformed(f"{problems}{more}: nothing was learnt")
    labelled = sum(bool(line.answers) for line in read.lines)
    if not labelled:
        raise Malformed("no line says anything in sentiment, kind or emotion")
    people().print(f"{labelled:,} texts with labels, {len(read.lines) - labelled:,} without: nobody objected to their tags.")
    if read.again:
        people().print(f"{read.again:,} lines say of a text once more what is right; the last one counts.")


def _print(made: "Made", *, as_json: bool) -> None:
    if as_json:
        print_json(map(asdict, made.scores))
        return
    rows = [_row(score) for score in made.scores if score.lines]
    titles = ("model", "question", "F1 before", "after", "verdict", "lines by label")
    print_table(titles, rows, empty="No lines.", words_last=True)


def _row(score: "Score") -> tuple[str, ...]:
    labels = ", ".join(f"{name} {count}" for name, count in {**score.lines, "uncorrected": score.uncorrected}.items() if count)
    tried = ("", "") if score.before is None or score.after is None else (f"{score.before:.3f}", f"{score.after:.3f}")
    return (score.model, score.question, *tried, score.left_out or "kept", labels)


def _build(out: Path, data: Path, *, trial: bool) -> None:
    if not data.is_dir() or not OWN.is_dir():
        raise NotFound(f"the models are built in a checkout, from {OWN} and the public sets, which are not in {data}")
    try:
        from training.rebuilding import rebuild  # noqa: PLC0415 - JAX: only who builds models pays
    except ModuleNotFoundError as missing:
        raise Refused(f"building models needs {missing.name}: `make models` installs it, in an environment of its own") from None
    out.mkdir(parents=True, exist_ok=True)
    with _progress() as said:
        rebuild(out, data, OWN, f"{SystemClock().now():%Y-%m-%d}", said, trial=trial)
    people().print(f"Built: {', '.join(sorted(path.name for path in out.iterdir()))} in {out}. Judge them before you ship them.")


class _Said:
    """Progress of one phase after the other: a bar on a terminal, else a line now and then."""

    def __init__(self, bar: Progress) -> None:
        self._bar, self._phase, self._told = bar, "", monotonic()
        self._task = bar.add_task("")

    def __call__(self, phase: str, done: int, every: int, loss: float = 0.0) -> None:
        described = f"{phase}, loss {loss:.3f}" if loss else phase
        if phase != self._phase:
            self._bar.reset(self._task)
            self._phase = phase
        self._bar.update(self._task, description=described, completed=done, total=every)
        if self._bar.disable and (done == every or monotonic() - self._told > EVERY_SECONDS):
            self._told = monotonic()
            left = self._bar.tasks[0].time_remaining
            people().print(f"{described}: {done:,} of {every:,}" + (f", {left:,.0f} s left" if left else ""))


@contextmanager
def _progress() -> Iterator[_Said]:
    with progress() as bar:
        yield _Said(bar)
