"""Pure: what people are told of a backup, and of what lies between it and the loss."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.backup.manifest import SETTINGS
from cli.output import when

if TYPE_CHECKING:
    from cli.backup.manifest import Manifest
    from cli.backup.restoring import Restored

HELD = (
    "Until that last word nothing is sent that machines say by themselves (apologies for promises that fell due meanwhile): only"
    " the log knows whether it was said. Let only this machine, where data_dir is, send until then. Without the log say it at"
    " once; customers may then hear twice."
)
REPLAYED = ("store", "replies", "complaints", "reply-outcomes")
"""The stages to be given again what lies on Kafka, in this order: see `golddust replay --help`."""


def in_words(manifest: "Manifest") -> str:
    """What it holds."""
    said, cases = manifest.rows.get("feedback", 0), manifest.rows.get("cases", 0)
    return f"{said:,} messages, {cases:,} cases, {manifest.original_count:,} originals, as of {when(manifest.at)}"


def gap_in_words(manifest: "Manifest", restored: "Restored", home: Path) -> list[str]:
    """What a person has to know before golddust is started again in `home`."""
    lines = [f"Restored: {in_words(manifest)}.", _not_here(manifest), _in_doubt(restored)]
    lines.append(
        "Accounts, second factors and tokens are as they were then: withdraw again what was withdrawn since."
        " Everybody signs in anew, and a head of the audit log that was kept since does not fit any more."
    )
    if restored.waiting:
        lines.append(f"{restored.waiting} records could not be dealt with yet; `golddust doctor` says where they wait.")
    if restored.erased is None:
        lines.append("Whoever was erased since the backup is back: `golddust erase --again --register FILE` with their register.")
    elif restored.erased:
        lines.append(f"Erased once more: {restored.erased} people.")
    if manifest.log == "kafka":
        lines += _replays(manifest)
    return [*lines, _next(manifest, home)]


def _next(manifest: "Manifest", home: Path) -> str:
    """The commands to go on with, as they are to be typed."""
    where, words = f"--data {home}", ""
    if any(file.path == SETTINGS for file in manifest.files):
        where += f" --config {home / SETTINGS}"
        words = f"The settings of then are in {home / SETTINGS}; secrets that it lacks are named at its end, add them. "
    return f"{words}Next: `golddust doctor {where}`, then `golddust run {where}`."


def _not_here(manifest: "Manifest") -> str:
    return (
        f"What came in or was done between {when(manifest.at)} and the loss is not here. Mail: the log of the mail server in"
        " front names it. Texts: Twilio is asked for them by itself, as far back as [sms.twilio] catch_up_hours says. Web hooks:"
        " their sources can send again. What came by the form in that time is lost."
    )


def _in_doubt(restored: "Restored") -> str:
    return (
        f"{restored.in_doubt} answers may have been sent in that time, and are not simply sent again: where the carrier keeps a"
        " list it is asked, the others are shown as uncertain, by `golddust doctor` and on their cases."
    )


def _replays(manifest: "Manifest") -> list[str]:
    """On Kafka, which was not lost with the store, lies what came since; how a store gets it."""
    since = min([manifest.at, *(one.oldest for one in manifest.readings if one.oldest is not None)]) - timedelta(minutes=1)
    steps = [f"  golddust replay --from {since:%Y-%m-%dT%H:%M:%S} --into {stage}" for stage in REPLAYED]
    return [
        "The log is on Kafka. If it is still there, start golddust and give, each when the one before is through:",
        *steps,
        "  golddust backup replayed",
        HELD,
    ]
