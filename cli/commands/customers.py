"""`golddust customers`: who is speaking, which addresses are theirs, and what the company's own list says of them."""

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from cli.commands.consent import allow, consent, print_consents, stop
from cli.commands.importing import existing_people, import_list
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import data as out
from cli.output import people, print_json, print_table, printable, when
from config.load import load

if TYPE_CHECKING:
    from complaints.people.directory import People
    from complaints.people.joins import Join
    from complaints.people.person import Person, PersonAddress
    from complaints.people.timeline import TimelineEntry

Who = Annotated[
    str, typer.Argument(metavar="WHO", help="an address as people write it, a pseudonym, a case, or an id of your list")
]
_JOIN = re.compile(r"[a-z2-7]{26}")
LONGEST_WORDS = 200


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    customers = typer.Typer(help="Who is speaking: people and their addresses.", no_args_is_help=True)
    customers.command("import")(import_list)
    customers.command("show")(show)
    customers.command("find")(find)
    customers.command("suggest")(suggest)
    customers.command("join")(join)
    customers.command("confirm")(confirm)
    customers.command("split")(split)
    customers.command("consent")(consent)
    customers.command("stop")(stop)
    customers.command("allow")(allow)
    app.add_typer(customers, name="customers")


def show(
    who: Who,
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many things that happened")] = 20,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Print a person and all that was said.

    Standing, addresses, why these are joined, what they want of us, and what happened on any channel, newest first.
    """
    known = _people(data, config)
    customer = known.find(who)
    person, happened = known.person(customer), known.timeline(customer, limit)
    if as_json:
        consents = [_plain(one) for one in known.consents(customer)]
        print_json([_plain(person) | {"consents": consents, "timeline": [_plain(entry) for entry in happened]}])
        return
    out().print(_headline(person))
    out().print()
    print_table(("address", "kind", "messages", "last", "", "pseudonym"), map(_address_row, person.addresses), empty="")
    for one in person.joins:
        out().print()
        out().print(_join_words(one, person.addresses), soft_wrap=True)
    if said := [one for one in known.consents(customer) if one.holds_now]:
        out().print()
        print_consents(said, empty="")
    out().print()
    print_table(("when", "what", "case", "words"), map(_entry_row, happened), empty="They never wrote to us.", words_last=True)


def find(who: Who, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print the addresses of a person, with their pseudonyms."""
    known = _people(data, config)
    person = known.person(known.find(who))
    if as_json:
        print_json({"person": person.id} | _plain(one) for one in person.addresses)
    else:
        print_table(("address", "kind", "messages", "last", "", "pseudonym"), map(_address_row, person.addresses), empty="")


def suggest(who: Who, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List who else may be the same person.

    A likeness proves nothing: `join` asks for the proof.
    """
    known = _people(data, config)
    customer = known.find(who)
    found = known.suggestions(customer)
    if as_json:
        print_json(_plain(one) for one in found)
        return
    rows = [(_label(known, one.customer), "; ".join(one.reasons), one.feedback) for one in found]
    print_table(("may be the same", "why", "words"), rows, empty="Nobody else is known who might be the same person.")


def join(
    one: Annotated[str, typer.Argument(metavar="WHO", help="an address as people write it, or a pseudonym")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="the address that may belong to the same person")],
    words: Annotated[
        str, typer.Option("--words", metavar="FEEDBACK", help="id of the message in which one names the other's address")
    ] = "",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Send codes to two addresses, to join them.

    They are one person when all codes are back: customers answer with the code, or read it to you, and you type it into
    `golddust customers confirm`. A text message that names the other address (--words) stands for the code of its sender.
    """
    known = _people(data, config)
    proposal = known.propose(known.find(one), known.find(other), name_of(actor), words)
    if as_json:
        print_json([_plain(proposal)])
        return
    asked = " and ".join(_label(known, customer) for customer in proposal.asked)
    people().print(f"{'A code is' if len(proposal.asked) == 1 else 'Codes are'} on the way to {printable(asked)}.")
    from complaints.people.codes import LASTS  # noqa: PLC0415 - what commands on people use is loaded by them alone

    people().print(f"The answer must come from there, until {when(proposal.expires_at)}; a code is good for {LASTS.days} days.")


def confirm(
    code: Annotated[str, typer.Argument(help="the code, as the customer reads it to you")],
    sender: Annotated[str, typer.Option("--from", metavar="WHO", help="the address that the code was sent to")],
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Enter a code that a customer read to you.

    Codes that they send as a message are found by themselves.
    """
    known = _people(data, config)
    done = known.confirm(code, known.find(sender), name_of(actor))
    if as_json:
        print_json([_plain(done)])
    elif done.join:
        people().print(f"That was the last code: they are one person now. (join {done.join})")
    else:
        missing = " and ".join(_label(known, customer) for customer in done.missing)
        people().print(f"That is the code. Still to come: the one sent to {printable(missing)}.")


def split(
    what: Annotated[str, typer.Argument(metavar="JOIN|WHO", help="a join, or an address that is to stand alone again")],
    undo: Annotated[bool, typer.Option("--undo", help="make a join again that was taken back by mistake")] = False,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take a join back, or all of an address.

    Nothing was moved when they were joined, so all is as it was before.
    """
    known = _people(data, config)
    done = _split(known, what, name_of(actor), undo=undo)
    if as_json:
        print_json(map(_plain, done))
        return
    for one in done:
        pair = f"{_label(known, one.first)} and {_label(known, one.second)}"
        people().print(f"{printable(pair)} {'are joined again' if undo else 'are joined no longer'}. (join {one.id})")


def _split(known: "People", what: str, actor: str, *, undo: bool) -> "list[Join]":
    if undo:
        return [known.join_again(what, actor)]
    return [known.split(what, actor)] if _JOIN.fullmatch(what) else known.take_out(known.find(what), actor)


def _headline(person: "Person") -> str:
    names = [one.name for one in person.addresses if one.name]
    standing = person.standing
    parts = (
        standing.segment,
        f"value {standing.value:,.2f}" if standing.value is not None else "",
        f"writes {standing.language}" if standing.language else "",
        f"on your list as {', '.join(standing.ids)}" if standing.ids else "",
    )
    name = printable(names[0]) if names else "(no name)"
    return f"[bold]{name}[/bold]  {printable('; '.join(filter(None, parts)))}".rstrip()


def _address_row(one: "PersonAddress") -> Sequence[str]:
    stopped = f"said STOP {when(one.stopped_at)}" if one.stopped_at else ""
    return (one.address, one.kind, str(one.messages), when(one.last_at), stopped, one.customer)


def _join_words(one: "Join", addresses: "Sequence[PersonAddress]") -> str:
    """Why two addresses are one person's, with the id for `split` where nothing cuts it off."""
    named = {address.customer: address.address for address in addresses}
    about = {"codes": "codes sent to both", "words": f"words in {one.about}, and a code", "import": f"your list ({one.about})"}
    taken_back = f"; taken back {when(one.split_at)} by {one.split_by}" if one.split_at else ""
    pair = f"{named.get(one.first, one.first)} and {named.get(one.second, one.second)}"
    why = f"by {about[one.proof]}; {when(one.joined_at)} by {one.joined_by}{taken_back}"
    return f"join {one.id}  {printable(pair)}\n  {printable(why)}"


def _entry_row(one: "TimelineEntry") -> Sequence[str]:
    what = {
        "said": f"{one.channel}: {one.kind or 'not tagged yet'}",
        "case": f"case opened, now {one.state}",
        "reply": f"our {one.kind}, {one.state}",
    }[one.what]
    return (when(one.at), what, one.case, textwrap.shorten(one.words, LONGEST_WORDS, placeholder=" …"))


def _label(known: "People", customer: str) -> str:
    """The address as people know it."""
    return next((one.address for one in known.person(customer).addresses if one.customer == customer), "") or customer


def _plain(value: object) -> dict[str, object]:
    shown: dict[str, object] = msgspec.to_builtins(value)
    return shown


def _people(data: DataFolder, config: ConfigFile) -> "People":
    return existing_people(load(config, {"data_dir": data}).settings)
