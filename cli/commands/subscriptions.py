"""`golddust subscriptions`: web hooks out, to whom events are posted."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from cli.commands.replay import moment
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import FAILED, people, print_json, print_table, when
from cli.wiring.installation import Installation
from cli.wiring.subscribing import subscriptions_of
from config.load import load
from golddust.errors import Malformed
from golddust.subscribing import Attempt, Filter, Subscription, Wish, host_of

if TYPE_CHECKING:
    from golddust.subscribing import Subscriptions

Name = Annotated[str, typer.Argument(metavar="NAME", help="name of the subscription")]
Topics = Annotated[list[str], typer.Option("--topic", metavar="TOPIC", help="a topic of the log; several may be given")]
Conditions = Annotated[
    str,
    typer.Option("--filter", metavar="JSON", help='such as {"kinds": ["complaint"], "urgency": "high"}; all events unless given'),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    group = typer.Typer(help="Web hooks out: to whom events are posted.", no_args_is_help=True)
    for command in (add, show, change, pause, resume, rotate, replay, remove):
        group.command(command.__name__)(command)
    group.command("list")(list_all)
    group.command("test")(try_out)
    app.add_typer(group, name="subscriptions")


def list_all(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List subscriptions with how each stands."""
    with _opened(data, config) as (installation, kept):
        found = kept.all()
        del installation
    if as_json:
        print_json(map(msgspec.to_builtins, found))
        return
    titles = ("name", "state", "address", "topics", "behind", "last taken", "why")
    print_table(titles, map(_row, found), empty="Nobody subscribed: see docs/howto/subscriptions.md.", words_last=True)


def _row(one: Subscription) -> tuple[str, ...]:
    state = "failing" if one.state == "active" and one.failing_since else one.state
    return one.name, state, one.url, " ".join(one.topics), f"{one.behind:,}", when(one.accepted_at), one.why


def show(
    name: Name,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="at most so many tries")] = 20,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Show one: what it wants, and its last tries, newest first."""
    with _opened(data, config) as (_, kept):
        one, tries = kept.one(name), kept.tries(name, limit)
    if as_json:
        print_json([{**_as_record(one), "tries": msgspec.to_builtins(tries)}])
        return
    print_table(("what", "value"), ((title, str(value)) for title, value in _as_record(one).items()), empty="", words_last=True)
    titles = ("at", "event", "try", "result", "status", "ms", "bytes", "error")
    print_table(titles, map(_try_row, tries), empty="Nothing was sent yet.")


def _as_record(one: Subscription) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(one)
    return record


def _try_row(one: Attempt) -> tuple[str, ...]:
    return when(one.at), one.event, str(one.tried), one.result, str(one.status or ""), str(one.ms), str(one.size), one.error


def add(
    name: Name,
    url: Annotated[str, typer.Option("--url", metavar="ADDRESS", help="https://…, to which events are posted")],
    topic: Topics,
    conditions: Conditions = "{}",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Make a subscription, from now on. Its secret is shown this once."""
    wish = Wish(url=url, topics=tuple(topic), filter=_filter(conditions))
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.add_subscription", name, url=host_of(url))
        secret = kept.add(name, wish)
    _give_out(name, secret, as_json=as_json)


def change(
    name: Name,
    url: Annotated[str, typer.Option("--url", metavar="ADDRESS", help="another address")] = "",
    topic: Annotated[list[str] | None, typer.Option("--topic", metavar="TOPIC", help="these topics instead")] = None,
    conditions: Annotated[str, typer.Option("--filter", metavar="JSON", help="another filter; {} for all events")] = "",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Change what it wants, or where it is posted to; what is not given stays."""
    with _opened(data, config) as (installation, kept):
        one = kept.one(name)
        wanted = _filter(conditions) if conditions else one.filter
        _note(installation, actor, "did.change_subscription", name, url=host_of(url))
        kept.change(name, Wish(url=url or one.url, topics=tuple(topic or one.topics), filter=wanted))
    _say(name, "changed", as_json=as_json)


def pause(name: Name, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Send it nothing until it is resumed; its place on the log is kept."""
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.pause_subscription", name)
        kept.pause(name)
    _say(name, "paused", as_json=as_json)


def resume(name: Name, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Go on where it stood, after a pause or after it was disabled."""
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.resume_subscription", name)
        kept.resume(name)
    _say(name, "active", as_json=as_json)


def rotate(name: Name, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Make a new secret, shown this once; what is sent is signed with both for a day."""
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.rotate_subscription", name)
        secret = kept.rotate(name)
    _give_out(name, secret, as_json=as_json)


def replay(
    name: Name,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="2026-11-24, 2026-11-24T10:00 (UTC), 2h or 3d")],
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Send everything once more that is on the log since then, under the same ids."""
    with _opened(data, config) as (installation, kept):
        begins = moment(since, installation.clock.now())
        if begins is None:
            raise typer.BadParameter("a time is needed: say 2026-11-24, 2026-11-24T10:00, 2h or 3d")
        _note(installation, actor, "did.replay_subscription", name, since=begins.isoformat())
        kept.replay(name, begins)
    _say(name, "replayed", as_json=as_json)


def try_out(name: Name, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Send a made-up event now and say what came of it; the exit code is 1 when it was not taken."""
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.test_subscription", name)
        tried = kept.test(name)
    if as_json:
        print_json([msgspec.to_builtins(tried)])
    else:
        answer = f"answered {tried.status}" if tried.status else f"no answer: {tried.error}"
        people().print(f"{name}: {answer}, {tried.ms} ms")
    if tried.error:
        raise typer.Exit(FAILED)


def remove(name: Name, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Forget it, its place on the log and its tries."""
    with _opened(data, config) as (installation, kept):
        _note(installation, actor, "did.remove_subscription", name)
        kept.remove(name)
    _say(name, "removed", as_json=as_json)


def _filter(text: str) -> Filter:
    try:
        return msgspec.json.decode(text, type=Filter)
    except msgspec.MsgspecError as error:
        known = ", ".join(field.name for field in msgspec.structs.fields(Filter))
        raise Malformed(f"--filter: {error}; a JSON object with any of {known}") from None


def _note(installation: Installation, actor: str, action: str, name: str, **detail: str) -> None:
    installation.admission.audit.write("command", name_of(actor), action, name[:40], **detail)


def _give_out(name: str, secret: str, *, as_json: bool) -> None:
    if as_json:
        print_json([{"name": name, "secret": secret}])
        return
    people().print(f"{name}: the secret follows, and is not shown again.")
    typer.echo(secret)


def _say(name: str, state: str, *, as_json: bool) -> None:
    if as_json:
        record: Mapping[str, str] = {"name": name, "state": state}
        print_json([record])
    else:
        people().print(f"{name}: {state}")


@contextmanager
def _opened(data: DataFolder, config: ConfigFile) -> "Iterator[tuple[Installation, Subscriptions]]":
    with closing(Installation(load(config, {"data_dir": data}).settings)) as installation:
        yield installation, subscriptions_of(installation)
