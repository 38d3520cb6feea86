"""Erases a person: everywhere, once and, after a backup was restored, again."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring import Installation


def erase_again(installation: "Installation", register_file: Path | None = None) -> int:
    """Erase once more whoever the register says was erased, wherever they turned up again; returns how many people that were.

    For a store, log or originals that were set back to an earlier state. `register_file`: a copy of the register that was kept
    beside the backup; its entries are taken into the store first. Raises Malformed for what is no register, Unavailable.
    """
    raise NotImplementedError(installation, register_file)
