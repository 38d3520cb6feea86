"""`golddust replay`: run a stage again over what is on the log."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import FAILED, people, print_json, progress, when
from cli.wiring.installation import RECEIVE, Installation
from config.load import load
from golddust import topics
from golddust.errors import NotFound
from golddust.replay import Given, Replay

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(r"(\d{1,6})\s*([smhdw])")


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("replay")(replay)


def moment(text: str, now: datetime, *, ahead: bool = False) -> datetime | None:
    """The time that is meant: a date or time (ISO 8601; UTC where it names no zone), how long ago (2h, 3d), or `start`: None.

    Raises typer.BadParameter for anything else and, unless it may lie `ahead`, for a time to come.
    """
    if text == "start":
        return None
    ago = DURATION.fullmatch(text.strip())
    try:
        found = now - timedelta(**{UNITS[ago[2]]: int(ago[1])}) if ago else datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text!r} is no time: say 2026-11-24, 2026-11-24T10:00, 2h, 3d or start") from None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if found > now and not ahead:
        raise typer.BadParameter(f"{text!r} lies in the future, in UTC")
    return found


def stage_of(text: str) -> str:
    """The stage of that name. Raises typer.BadParameter."""
    if text not in topics.READ_BY:
        raise typer.BadParameter(f"no such stage: {text!r}; there are {', '.join(topics.READ_BY)}")
    return text


def replay(
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="2026-11-24, 2026-11-24T10:00 (UTC), 2h, 3d, or start")],
    stage: Annotated[str, typer.Option("--into", metavar="STAGE", parser=stage_of, help=f"one of {', '.join(topics.READ_BY)}")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only count what there is")] = False,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Run a stage again over what is on the log since a time.

    The stage need not be stopped: it gets copies through a topic of its own, behind what it has still to read, and new
    records wait until it is through. Ids stay the same, so running this twice, or stopping it halfway, does no harm:

    receive: reads what came in on this machine once more, for as long as the raw deliveries are kept. On Kafka, tag passes over
    what it has tagged within 25 hours.

    tag: tags anew, under the same ids and revisions. All topics behind it get the events again; the store keeps the tags that
    it has, and takes the new ones where they are missing. What is found to be an issue for the first time opens a case.

    store: rows that are missing are filled in; rows that are there stay as they are.

    complaints: an issue without a case opens one, in silence where the log knows that the customer was answered; cases that are
    there stay as they are. What people did with a case that was lost does not come back.

    replies: requests that are missing are filled in; those whose outcome the log knows are not sent again, the others are sent.

    reply-statuses: what carriers said of answers is noted, once.

    reply-outcomes: what became of answers is noted in their cases, once.

    mirrors: complaint systems elsewhere hear of what they have not heard; tickets that are there are found again.

    After the database was lost: store, then replies, then complaints, then reply-outcomes, each when the one before is through.
    """
    with closing(Installation(load(config, {"data_dir": data}).settings)) as installation:
        wanted = _wanted(installation, stage, moment(since, installation.clock.now()))
        with _progress(wanted.ahead()) as (advance, done):
            try:
                given = (wanted.count if dry_run else wanted.give)(advance)
            except KeyboardInterrupt:
                gets = "nothing" if dry_run else f"about {done():,} records"
                people().print(f"Stopped: stage {stage} gets {gets} again. Running it once more does no harm.")
                raise typer.Exit(FAILED) from None
    if as_json:
        print_json(_as_json(one, stage, dry_run=dry_run) for one in given)
    people().print(_summary(given, stage, dry_run=dry_run))


def _wanted(installation: Installation, stage: str, since: datetime | None) -> Replay:
    log = installation.existing_log()
    if stage != RECEIVE or not installation.forwards:
        return Replay(stage, since, log, log)
    if not installation.settings.spool_path.exists():
        raise NotFound(f"nothing came in on this machine: there is no {installation.settings.spool_path}")
    return Replay(stage, since, log, installation.embedded)


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[int], None], Callable[[], int]]]:
    """A bar on a terminal: what to tell it, and what it was told so far."""
    with progress() as bar:
        task = bar.add_task("records", total=total)
        yield lambda count: bar.advance(task, count), lambda: int(bar.tasks[0].completed)


def _as_json(given: Given, stage: str, *, dry_run: bool) -> dict[str, object]:
    return {
        "topic": given.topic,
        "records": given.records,
        "first": given.first,
        "last": given.last,
        "into": stage,
        "dry_run": dry_run,
    }


def _summary(given: Sequence[Given], stage: str, *, dry_run: bool) -> str:
    """What was done, for people."""
    firsts = [one.first for one in given if one.first]
    if not firsts:
        return f"Nothing is on the log since then for stage {stage}."
    parts = " and ".join(f"{one.records:,} of {one.topic}" for one in given if one.records)
    would = "would get" if dry_run else "gets"
    behind = "" if dry_run else " `golddust doctor` shows how far it is."
    return f"Stage {stage} {would} {parts} again, from {when(min(firsts))} on.{behind}"
