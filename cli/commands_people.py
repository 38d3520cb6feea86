"""`golddust user`, `golddust token`: who may use the inner door."""

from typing import Annotated

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json
from cli.wiring import Installation
from config.load import load
from console.scopes import SCOPES
from golddust.errors import Malformed


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    users = typer.Typer(help="Accounts of people.", no_args_is_help=True)
    users.command("add")(add_user)
    users.command("link")(sign_in_link)
    app.add_typer(users, name="user")
    tokens = typer.Typer(help="Tokens of programs.", no_args_is_help=True)
    tokens.command("add")(add_token)
    app.add_typer(tokens, name="token")


def add_user(
    name: Annotated[str, typer.Argument(help="the name to sign in with")],
    password: Annotated[
        str, typer.Option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="asked for when not given")
    ],
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Add an account, or give an existing one a new password."""
    _installation(data, config).accounts.add_user(name, password)
    people().print(f"{name} can sign in now.")


def sign_in_link(
    data: DataFolder = None,
    config: ConfigFile = None,
    port: Annotated[int | None, typer.Option("--port", help="port of the console, when `run` was given another")] = None,
) -> None:
    """Print a link that signs somebody in once, within 15 minutes."""
    settings = load(config, {"data_dir": data, "console.port": port}).settings
    typer.echo(Installation(settings).sign_in_link())


def add_token(
    name: Annotated[str, typer.Argument(help="what the token is for")],
    scopes: Annotated[list[str], typer.Option("--scope", help=f"what it may do: {', '.join(SCOPES)}")],
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Make a token for the API. It is shown this once."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Malformed(f"no such scope: {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    secret = _installation(data, config).accounts.add_token(name, tuple(scopes))
    if as_json:
        print_json([{"name": name, "scopes": scopes, "token": secret}])
    else:
        typer.echo(secret)


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(load(config, {"data_dir": data}).settings)
