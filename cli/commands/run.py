"""`golddust run`, `demo`, `serve`, `work`: golddust at work."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import ConfigFile, ConsolePort, DataFolder, Lifeline
from cli.output import people
from cli.processes.lifeline import hang_on
from cli.processes.logs import write_logs_to_standard_error
from config.load import Loaded, load

if TYPE_CHECKING:
    from flask import Flask

HttpPort = Annotated[int | None, typer.Option("--http", metavar="PORT", help="port of the public door")]
SmtpPort = Annotated[int | None, typer.Option("--smtp", metavar="PORT", help="port of the door for mail")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("run")(run)
    app.command("demo")(demo)
    app.command("work")(work)
    serve = typer.Typer(help="Open one door, in this process.", no_args_is_help=True)
    for door in (http, smtp, console):
        serve.command(door.__name__)(door)
    app.add_typer(serve, name="serve")


def run(
    data: DataFolder = None,
    http: HttpPort = None,
    smtp: SmtpPort = None,
    console: ConsolePort = None,
    config: ConfigFile = None,
    brands: Annotated[
        Path | None, typer.Option("--brands", metavar="DIR", help="run every brand of this folder, each by its own <name>.toml")
    ] = None,
    lifeline: Lifeline = None,
) -> None:
    """Run everything on this machine; no server is needed."""
    if brands is not None:
        from cli.processes.brands import run_brands  # noqa: PLC0415 - few have several

        if any(given is not None for given in (data, http, smtp, console, config)):
            raise typer.BadParameter("each brand's own file says what these options say")
        run_brands(brands, people())
        return
    from cli.processes.running import run_all  # noqa: PLC0415 - roles start without the supervisor

    hang_on(lifeline)
    run_all(_loaded(config, _ports(data, http, smtp, console)), config, people())


def demo(
    data: DataFolder = None,
    http: HttpPort = None,
    smtp: SmtpPort = None,
    console: ConsolePort = None,
    leave: Annotated[bool, typer.Option("--exit", help="end after the story instead of staying up")] = False,
    past: Annotated[
        bool, typer.Option("--past", help="invent half a year of the company's past first, for the insight pages")
    ] = False,
) -> None:
    """Run everything with a small made-up company, and follow what its customers say."""
    from cli.demo import tell_story  # noqa: PLC0415 - only the demo needs its actors

    tell_story(_ports(data, http, smtp, console), people(), leave=leave, past=past)


def _loaded(config: Path | None, overrides: dict[str, Any]) -> Loaded:
    """The settings; from now on each line of the log names the brand, where there is one."""
    loaded = load(config, overrides)
    if loaded.settings.brand:
        write_logs_to_standard_error(loaded.settings.brand)
    return loaded


def _ports(data: Path | None, http: int | None, smtp: int | None, console: int | None) -> dict[str, Any]:
    return {"data_dir": data, "http.port": http, "smtp.port": smtp, "console.port": console}


def work(
    roles: Annotated[
        list[str], typer.Argument(metavar="ROLE...", help="forward, tag, store, complaints, replies, promises, privacy, mirrors")
    ],
    data: DataFolder = None,
    config: ConfigFile = None,
    lifeline: Lifeline = None,
) -> None:
    """Do the work of one or more roles, in this process."""
    from cli.processes.roles import work as work_on  # noqa: PLC0415 - as above
    from cli.wiring.installation import Installation  # noqa: PLC0415

    work_on(Installation(_loaded(config, {"data_dir": data}).settings, metered=True), roles, lifeline)


def http(data: DataFolder = None, config: ConfigFile = None, lifeline: Lifeline = None, port: HttpPort = None) -> None:
    """Open the public door: text messages, web hooks, the form, customers' cases."""
    from cli.doors import public_door  # noqa: PLC0415
    from cli.processes.catching_up import catch_up_by_itself  # noqa: PLC0415 - as above
    from cli.processes.serving import serve  # noqa: PLC0415
    from cli.processes.watch import open_watch_door  # noqa: PLC0415
    from cli.wiring.installation import Installation  # noqa: PLC0415

    settings = _loaded(config, {"data_dir": data, "http.port": port}).settings
    options = settings.http

    def open_doors() -> "Flask":
        if lifeline is None:
            open_watch_door(settings.watch)
        installation = Installation(settings, metered=True, migrates=False)
        door = public_door(installation)
        catch_up_by_itself(installation)
        return door

    serve("http", open_doors, options.host, options.port, options.threads, lifeline)


def console(
    data: DataFolder = None,
    config: ConfigFile = None,
    lifeline: Lifeline = None,
    port: ConsolePort = None,
    http: HttpPort = None,
    smtp: SmtpPort = None,
) -> None:
    """Open the inner door: console, API, metrics. Ports of the other doors are those at which the console tries them."""
    from cli.doors import live_door  # noqa: PLC0415 - as above
    from cli.processes.serving import serve  # noqa: PLC0415
    from cli.wiring.installation import Installation  # noqa: PLC0415
    from config.reference import as_rows  # noqa: PLC0415
    from console.admission.own_cookies import Application, with_own_cookies  # noqa: PLC0415
    from console.streams import MOST  # noqa: PLC0415

    loaded = _loaded(config, _ports(data, http, smtp, port))
    options = loaded.settings.console

    def open_door() -> Application:
        return with_own_cookies(live_door(Installation(loaded.settings, metered=True), as_rows(loaded)), loaded.settings.brand)

    serve("console", open_door, options.host, options.port, options.threads, lifeline, streams=MOST)


def smtp(data: DataFolder = None, config: ConfigFile = None, lifeline: Lifeline = None, port: SmtpPort = None) -> None:
    """Open the door for mail."""
    settings = _loaded(config, {"data_dir": data, "smtp.port": port}).settings
    if lifeline is None and settings.smtp.processes > 1:
        from cli.processes.running import serve_together  # noqa: PLC0415 - as above

        serve_together(settings, config)
        return
    from cli.processes.roles import serve_smtp  # noqa: PLC0415 - as above
    from cli.wiring.installation import Installation  # noqa: PLC0415

    serve_smtp(Installation(settings, metered=True), lifeline)
