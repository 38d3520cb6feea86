"""`golddust sms`: text messages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import TextColumn

from cli.commands.replay import moment
from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json, progress, when
from cli.processes.catching_up import stored_in
from cli.wiring.installation import Installation
from config.load import load
from config.settings import Settings
from golddust.errors import NotFound
from golddust.events import Delivery
from ingest.sms.twilio.by_itself import OVERLAP, accounts_of
from ingest.sms.twilio.catch_up import SETTLED, Caught, catch_up, days_of, into
from ingest.sms.twilio.message_list import MessageList
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.options import Account
from ingest.sms.twilio.ours import Ours, Reached
from ingest.sms.twilio.remembered import Remembered

USUAL_HOURS = 72
SQLITE = "sqlite:///"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    sms = typer.Typer(help="Text messages.", no_args_is_help=True)
    sms.command("catch-up")(catch_up_command)
    app.add_typer(sms, name="sms")


def catch_up_command(
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="2026-11-24, 2026-11-24T10:00 (UTC), 2h, 3d; else where it ended last")
    ] = "",
    every_number: Annotated[
        bool, typer.Option("--all-numbers", help="also what came to numbers that are not known as ours")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only count what there is")] = False,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take in the text messages that Twilio could not deliver to the public door.

    Twilio tries a failed web hook once more and then never again, but keeps every message in the account's list. What reached
    us is known again, so running this twice changes nothing. Messages of the last two minutes are left to their web hook. The
    public door does this by itself when it opens and every hour ([sms.twilio] catch_up_hours, catch_up_minutes).
    """
    with closing(Installation(load(config, {"data_dir": data}).settings, migrates=not dry_run)) as installation:
        accounts = accounts_of(installation.settings.sms.twilio)
        if not accounts:
            raise NotFound("no account is set whose list could be read: [sms.twilio] account_sid, auth_token")
        begins = moment(since, installation.clock.now()) if since else None
        if since and begins is None:
            raise typer.BadParameter("say since when: 2026-11-24, 2h, 3d")
        if dry_run:
            _check_there_is_a_store(installation.settings)
        remembered = Remembered(installation.settings.data_dir)
        with remembered.alone():
            how = _How(begins, every_number, dry_run)
            done = [(one, _caught_up(installation, one, remembered, how)) for one in accounts]
    if as_json:
        print_json(_record(account, caught, dry_run=dry_run) for account, caught in done)
    for account, caught in done:
        people().print(_words(account, caught, dry_run=dry_run))


def _check_there_is_a_store(settings: Settings) -> None:
    """Looking at nothing must not make a file. Raises NotFound."""
    file = settings.store_url.removeprefix(SQLITE)
    if settings.store_url.startswith(SQLITE) and not Path(file).exists():
        raise NotFound(f"there is no store at {file} to compare with, so all would be new; `golddust run` makes one")


@dataclass(frozen=True, slots=True)
class _How:
    begins: datetime | None
    every_number: bool
    dry_run: bool


def _caught_up(installation: Installation, account: Account, remembered: Remembered, how: _How) -> Caught:
    options, clock = installation.settings.sms.twilio, installation.clock
    last, until = remembered.of(account.account_sid), clock.now() - SETTLED
    since = how.begins or (last - OVERLAP if last else until - timedelta(hours=options.catch_up_hours or USUAL_HOURS))
    since = min(since, until)
    listed = MessageList(account, options.api_base, clock)
    take_in = (
        _only_counted(installation) if how.dry_run else into(installation.inbox, stored_in(installation, clock.now() - since))
    )
    ours = Ours(options, Reached(installation.settings.data_dir)).has
    is_ours = (lambda _number, _service: True) if how.every_number else ours
    caught = Caught(since, until)
    with _progress(account, len(days_of(since, until))) as (a_day, told):
        for caught in catch_up(listed, Numbers(options), is_ours, take_in, since, until, told):  # noqa: B007 - the last one counts
            a_day()
    if not how.dry_run and (last is None or since <= last):
        remembered.put(account.account_sid, max(until, last or until))
    return caught


def _only_counted(installation: Installation) -> Callable[[Sequence[Delivery]], list[bool]]:
    """Whether each would be new, as far as the store knows."""

    def is_new(delivery: Delivery) -> bool:
        try:
            installation.archive.one(delivery.id)
        except NotFound:
            return True
        return False

    return lambda deliveries: list(map(is_new, deliveries))


@contextmanager
def _progress(account: Account, days: int) -> Iterator[tuple[Callable[[], None], Callable[[Caught], None]]]:
    """A bar on a terminal: what to tell it of a day, and of a step within one."""
    with progress(TextColumn("days, {task.fields[found]:,} messages")) as bar:
        task = bar.add_task(account.account_sid, total=days, found=0)
        yield lambda: bar.advance(task), lambda caught: bar.update(task, found=caught.found)


def _record(account: Account, caught: Caught, *, dry_run: bool) -> dict[str, Any]:
    counted = {"found": caught.found, "new": caught.new, "known": caught.known, "others": caught.others}
    return {"account": account.account_sid, "since": caught.since, "until": caught.until, **counted, "dry_run": dry_run}


def _words(account: Account, caught: Caught, *, dry_run: bool) -> str:
    would = "would be taken in" if dry_run else "taken in"
    counted = f"{caught.found:,} found, {caught.new:,} of them {would}, {caught.known:,} known already"
    others = f" {caught.others:,} came to numbers that are not ours (--all-numbers takes them in)." if caught.others else ""
    return f"{account.account_sid}: {counted}; from {when(caught.since)} to {when(caught.until)}.{others}"
