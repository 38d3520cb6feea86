"""`golddust user`, `golddust token`: who may use the inner door."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import people, print_json, print_table
from cli.wiring.admitting import teams_of
from cli.wiring.installation import Installation
from config.load import load
from console.acting import By
from console.admission.roles import ROLES, checked_teams
from console.admission.scopes import SCOPES
from golddust.errors import Malformed

if TYPE_CHECKING:
    from console.admission.members import Member

Name = Annotated[str, typer.Argument(help="the name to sign in with")]
Role = Annotated[str, typer.Option("--role", metavar="|".join(ROLES), help="what they may do")]
Teams = Annotated[list[str] | None, typer.Option("--team", help="a team that they are in; may be repeated")]
Port = Annotated[int | None, typer.Option("--port", help="port of the console, when `run` was given another")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    users = typer.Typer(help="Accounts of people.", no_args_is_help=True)
    users.command("add")(add_user)
    users.command("invite")(invite)
    users.command("list")(list_users)
    users.command("role")(give_role)
    users.command("teams")(put_in_teams)
    users.command("off")(switch_off)
    users.command("on")(switch_on)
    users.command("sign-out")(send_away)
    users.command("forget-code")(forget_code)
    users.command("link")(sign_in_link)
    app.add_typer(users, name="user")
    tokens = typer.Typer(help="Tokens of programs.", no_args_is_help=True)
    tokens.command("add")(add_token)
    tokens.command("list")(list_tokens)
    tokens.command("withdraw")(withdraw_token)
    app.add_typer(tokens, name="token")


def add_user(
    name: Name,
    password: Annotated[
        str, typer.Option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="asked for when not given")
    ],
    role: Role = "",
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Add an account (an agent's, unless another role is given), or give an existing one a new password."""
    _installation(data, config).admission.members.add(name, password, role or None, _by(actor))
    people().print(f"{name} can sign in now.")


def invite(
    name: Name,
    role: Role = "agent",
    teams: Teams = None,
    port: Port = None,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Print a link under which somebody chooses a password, once, within three days."""
    installation = Installation(load(config, {"data_dir": data, "console.port": port}).settings)
    wanted = checked_teams(teams or (), tuple(teams_of(installation)))
    token = installation.admission.members.invite(name, role, wanted, _by(actor))
    typer.echo(f"{installation.console_url}/console/invitation/{token}")


def list_users(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List all accounts with their roles and teams."""
    members = _installation(data, config).admission.members.all()
    if as_json:
        print_json(_as_json(one) for one in members)
    else:
        rows = ((one.name, one.role, ", ".join(one.teams), "on" if one.active else "off") for one in members)
        print_table(("name", "role", "teams", "access"), rows, "There is no account yet; `golddust user add NAME` makes one.")


def give_role(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="|".join(ROLES), help="what they may do from now on")],
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give somebody another role, from their next step on."""
    _installation(data, config).admission.members.give_role(name, role, _by(actor))
    people().print(f"{name} is {role} now.")


def put_in_teams(
    name: Name,
    teams: Annotated[list[str] | None, typer.Argument(help="all their teams; none: they are in no team")] = None,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say in which teams somebody is. Which topics a team owns stands in the taxonomy."""
    installation = _installation(data, config)
    wanted = checked_teams(teams or (), tuple(teams_of(installation)))
    installation.admission.members.put_in_teams(name, wanted, _by(actor))
    people().print(f"{name} is in {', '.join(wanted) or 'no team'}.")


def switch_off(name: Name, actor: Actor = "", data: DataFolder = None, config: ConfigFile = None) -> None:
    """Switch an account off: signed out everywhere at once, and its tokens are good for nothing."""
    _installation(data, config).admission.members.switch(name, False, _by(actor))  # noqa: FBT003 - off
    people().print(f"{name} is switched off.")


def switch_on(name: Name, actor: Actor = "", data: DataFolder = None, config: ConfigFile = None) -> None:
    """Switch an account on again."""
    _installation(data, config).admission.members.switch(name, True, _by(actor))  # noqa: FBT003 - on
    people().print(f"{name} is switched on.")


def send_away(name: Name, actor: Actor = "", data: DataFolder = None, config: ConfigFile = None) -> None:
    """Sign somebody out everywhere."""
    _installation(data, config).admission.members.send_away(name, _by(actor))
    people().print(f"{name} is signed out.")


def forget_code(name: Name, actor: Actor = "", data: DataFolder = None, config: ConfigFile = None) -> None:
    """Forget somebody's second factor, when their telephone is lost."""
    _installation(data, config).admission.members.forget_code(name, _by(actor))
    people().print(f"{name} is asked for no code any more.")


def sign_in_link(data: DataFolder = None, config: ConfigFile = None, port: Port = None) -> None:
    """Print a link that signs the operator in once, as an administrator, within 15 minutes."""
    settings = load(config, {"data_dir": data, "console.port": port}).settings
    typer.echo(Installation(settings).sign_in_link())


def add_token(
    name: Annotated[str, typer.Argument(help="what the token is for")],
    scopes: Annotated[list[str], typer.Option("--scope", help=f"what it may do: {', '.join(SCOPES)}")],
    as_json: AsJson = False,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Make a token for the API. It is shown this once."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Malformed(f"no such scope: {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    secret = _installation(data, config).admission.members.make_token(name, scopes, _by(actor))
    if as_json:
        print_json([{"name": name, "scopes": scopes, "token": secret}])
    else:
        typer.echo(secret)


def list_tokens(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List the tokens of all programs, never their secrets."""
    tokens = _installation(data, config).admission.accounts.tokens()
    if as_json:
        print_json({"name": t.name, "scopes": t.scopes, "created_at": t.created_at.isoformat(), "owner": t.owner} for t in tokens)
    else:
        rows = ((t.name, ", ".join(t.scopes), f"{t.created_at:%Y-%m-%d}", t.owner) for t in tokens)
        print_table(("name", "may do", "since", "made by"), rows, "There is no token yet; `golddust token add NAME` makes one.")


def withdraw_token(
    name: Annotated[str, typer.Argument(help="the token's name")],
    owner: Annotated[str, typer.Option("--owner", help="the person whose token it is; none: one that belongs to nobody")] = "",
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Withdraw a token: it is good for nothing from now on. A person's own is withdrawn only where that person is named."""
    _installation(data, config).admission.members.withdraw_token(name, _by(actor), owner)
    people().print(f"{name} is withdrawn.")


def _as_json(member: "Member") -> dict[str, object]:
    return {
        "name": member.name,
        "role": member.role,
        "teams": member.teams,
        "active": member.active,
        "second_factor": member.has_code,
        "created_at": member.created_at.isoformat(),
    }


def _by(actor: str) -> By:
    return By("command", name_of(actor))


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(load(config, {"data_dir": data}).settings)
