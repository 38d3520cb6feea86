"""What is set and where each value came from; secrets are not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, make_response, render_template, request

from console.wording.saying import number

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people may see it: its dotted path, its value, and where that came from."""

    path: str
    value: str
    origin: str

    @property
    def section(self) -> str:
        """The table that it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """What it is called there."""
        return self.path.rpartition(".")[2]


def add_settings(blueprint: Blueprint, settings: Sequence[Setting]) -> None:
    """Add the route."""
    blueprint.add_url_rule("/settings", "settings", lambda: _show(settings), methods=["GET"])


def _show(settings: Sequence[Setting]) -> Response:
    """Those that were set, or with `?all=1` every one."""
    everything = bool(request.args.get("all"))
    shown = [one for one in settings if everything or one.origin != DEFAULT]
    sections = [(section, list(rows)) for section, rows in groupby(shown, key=lambda one: one.section)]
    page = render_template("console/settings.html", sections=sections, everything=everything, how_many=number(len(settings)))
    return make_response(page)
