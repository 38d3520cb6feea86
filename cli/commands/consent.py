"""`golddust customers consent`: whether a customer wants to hear from us, with the proof; and to note it by hand."""

import textwrap
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from cli.commands.importing import existing_people
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import people, print_json, print_table, when
from cli.wiring.installation import Installation
from config.load import load

if TYPE_CHECKING:
    from complaints.people.consent import ConsentStatement
    from config.settings import Settings

Who = Annotated[
    str, typer.Argument(metavar="WHO", help="an address as people write it, a pseudonym, a case, or an id of your list")
]
Reason = Annotated[str, typer.Option("--reason", help="how you know: what the customer told you, where and when")]
Number = Annotated[
    str, typer.Option("--number", help="only what comes from this number of yours, such as +12025550100 or whatsapp:+12025550100")
]
LONGEST_WORDS = 120
STATES = {"stopped": "wants nothing", "given": "may be written to"}


def consent(who: Who, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print what a customer said about hearing from us.

    The latest first, with the proof: when, which words, in which message. What holds at present is marked.
    """
    known = existing_people(load(config, {"data_dir": data}).settings)
    said = known.consents(known.find(who))
    if as_json:
        print_json(msgspec.to_builtins(one) for one in said)
    else:
        print_consents(said, empty="They never said anything about it, so they are answered.")


def stop(
    who: Who, reason: Reason, number: Number = "", actor: Actor = "", data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Send nothing more to an address.

    Use it when a customer tells you by other ways than a message that they want nothing more.
    """
    _note(who, "stopped", reason, number, name_of(actor), data, config)


def allow(
    who: Who, reason: Reason, number: Number = "", actor: Actor = "", data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Send to an address again, because its owner asked for it.

    A carrier that was told STOP blocks all the same, until the customer texts START.
    """
    _note(who, "given", reason, number, name_of(actor), data, config)


def print_consents(said: "Iterable[ConsentStatement]", *, empty: str) -> None:
    """A table of statements."""
    rows = [
        (
            when(one.at),
            STATES[one.state] + (" (taken back)" if one.taken_back else ""),
            one.sender or "everything",
            "now" if one.holds_now else "",
            f"{one.by} {one.actor}".strip(),
            textwrap.shorten(one.words or one.word, LONGEST_WORDS, placeholder=" …"),
            one.feedback,
        )
        for one in said
    ]
    print_table(("when", "consent", "from", "holds", "by", "words", "message"), rows, empty=empty)


def _note(who: str, wanted: str, reason: str, number: str, actor: str, data: DataFolder, config: ConfigFile) -> None:
    from sinks.store.consenting import Consents  # noqa: PLC0415 - what commands on people use is loaded by them alone

    settings = load(config, {"data_dir": data}).settings
    customer = existing_people(settings).find(who)
    with closing(Installation(settings)) as one:
        changed = Consents(one.engine, one.clock, _named(settings)).note(customer, wanted, reason, actor, number)
    what = f"{STATES[wanted]}, from {number}" if number else STATES[wanted]
    people().print(f"Noted: {what}." if changed else f"Noted; that held already: {what}.")


def _named(settings: "Settings") -> list[str]:
    """Our numbers and pools of numbers, as the settings name them."""
    from sinks.replies.sms.twilio.accounts import Accounts  # noqa: PLC0415

    accounts = Accounts(settings.sms.twilio)
    return [*accounts.numbers(), *(name for one in accounts.every for name in (one.from_number, one.service))]
