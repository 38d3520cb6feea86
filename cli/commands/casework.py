"""`golddust case`: what is done with a case. Each command is one call of the register, which has the last word."""

from typing import Annotated

import typer

from cli.commands.case_steps import Reference, Version, Words, done, given, installed
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import people
from console.cases.setting import set_values


def register(cases: typer.Typer) -> None:
    """Add these commands to those of `golddust case`."""
    for action in (acknowledge, start, assign, ask, tell, note, escalate, accept, merge, same, apart, split):
        cases.command(action.__name__.replace("_", "-"))(action)
    cases.command("set")(change)


def acknowledge(
    case: Reference,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that a person has seen a case."""
    at = installed(data, config)
    done(at, at.register.acknowledge(case, name_of(actor), version), as_json)


def start(
    case: Reference,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take a case into work. If it waited for its customer, its clocks run again."""
    at = installed(data, config)
    done(at, at.register.start(case, name_of(actor), version), as_json)


def assign(
    case: Reference,
    assignee: Annotated[str, typer.Argument(help="who is to work on it")],
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give a case to somebody."""
    at = installed(data, config)
    done(at, at.register.assign(case, assignee, name_of(actor), version), as_json)
    if assignee not in at.admission.accounts.users():
        people().print(f"{assignee} has no account, so nobody is told: `golddust user list` shows who has one.", soft_wrap=True)


def ask(
    case: Reference,
    words: Words,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Ask the customer something. The clocks stand until they answer."""
    at = installed(data, config)
    done(at, at.register.ask(case, given(words), name_of(actor), version), as_json)


def tell(
    case: Reference,
    words: Words,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Tell the customer how it stands, and when they hear next. It is the answer that was promised."""
    at = installed(data, config)
    done(at, at.register.tell(case, given(words), name_of(actor), version), as_json)


def note(
    case: Reference,
    words: Words,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Write something down for those at work on a case. The customer does not see it."""
    at = installed(data, config)
    done(at, at.register.note(case, given(words), name_of(actor), version), as_json)


def change(
    case: Reference,
    priority: Annotated[str | None, typer.Option("--priority", help="low, normal, high or critical")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="the business function that can mend it")] = None,
    segment: Annotated[str | None, typer.Option("--segment", help="the customer's segment")] = None,
    cause: Annotated[str | None, typer.Option("--cause", help='number or id of the cause behind it; "" for none')] = None,
    cost: Annotated[float | None, typer.Option("--cost", min=0, help="what the remedy cost, in the company's currency")] = None,
    delay: Annotated[
        str | None, typer.Option("--delay", help="why it takes longer: its customer is told, if it will be late")
    ] = None,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Set priority, owner, segment, cause or cost of a case, or why it takes longer.

    What was promised follows the policy that holds then.
    """
    values = {"priority": priority, "owner": owner, "segment": segment, "cause": cause, "cost": cost, "delay": delay}
    at = installed(data, config)
    done(at, set_values(at.register, at.casework.causes_of_cases, case, name_of(actor), version, values), as_json)


def escalate(
    case: Reference,
    why: Annotated[str, typer.Argument(metavar="WHY", help="why it needs somebody with more authority")],
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take a case one step up the ladder."""
    at = installed(data, config)
    done(at, at.register.escalate(case, given(why), name_of(actor), version), as_json)


def accept(
    case: Reference,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take a case to which the ladder called you. It climbs no further by itself, and is yours."""
    at = installed(data, config)
    done(at, at.register.accept(case, name_of(actor), version), as_json)


def merge(
    case: Reference,
    into: Annotated[str, typer.Argument(metavar="INTO", help="the case in which it goes on")],
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Let a case go on in another one of the same customer. No word is lost, and `split` takes it back."""
    at = installed(data, config)
    done(at, at.register.merge(case, into, name_of(actor), version), as_json)


Other = Annotated[str, typer.Argument(metavar="OTHER", help="the other case, by reference or id")]


def same(
    case: Reference,
    other: Other,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that two cases are one matter. They become one: the later goes on in the earlier.

    Where it is not certain that one person wrote both, codes go to both addresses, and it waits until they are back.
    """
    at = installed(data, config)
    found = at.register.same(case, other, name_of(actor))
    done(at, found, as_json)
    if not as_json and any(one.decided for one in at.casework.desk.perhaps_same(found)):
        people().print("Both were sent a code. It becomes one case when it is proven that it is one person.")


def apart(
    case: Reference,
    other: Other,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that two cases are two matters. It is remembered: they are not offered as one again."""
    at = installed(data, config)
    done(at, at.register.apart(case, other, name_of(actor)), as_json)


def split(
    case: Reference,
    feedback: Annotated[str, typer.Argument(metavar="MESSAGE", help="the id of the message, from `case show`")],
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give a message of a case, and what was merged with it, a case of its own again."""
    at = installed(data, config)
    done(at, at.register.split(case, feedback, name_of(actor), version), as_json)
    own = at.register.of_feedback(feedback)
    if own is not None and not as_json:
        people().print(f"The message has a case of its own: {own.reference}.")
