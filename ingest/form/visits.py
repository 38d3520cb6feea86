"""One look at the form: in which language, opened where, and what its own links and answers must carry on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request, url_for

from ingest.form.languages import FALLBACK, Tongue, tongues
from ingest.form.places import Place, Places

_CARRIED = ("labels", "embed", "scheme")


@dataclass(frozen=True, slots=True)
class Visit:
    """`spoken`: the language is one that the visitor asked for, and not only the one we fall back on.

    `carried`: what in the address says how and where the form was opened.
    """

    tongue: Tongue
    spoken: bool
    name: str
    place: Place
    carried: Mapping[str, str] = field(default_factory=dict)

    @property
    def embedded(self) -> bool:
        """Whether it stands in a frame on another page."""
        return "embed" in self.carried

    @property
    def light(self) -> bool:
        """Whether the page around it is light at all times."""
        return self.carried.get("scheme") == "light"

    def address(self, page: str, **more: str) -> str:
        """The address of one of our pages that goes on as this one began."""
        given: dict[str, Any] = {**({"place": self.name} if self.name else {}), **self.carried, **more}
        return url_for(f"form.{page}", **given)


def visit_of(request: Request, places: Places, name: str) -> Visit:
    """How this request wants the form, at the place of this name ("" for none)."""
    chosen = request.args.get("lang", "").partition("-")[0].lower()
    place = places.at(name, request.args.get("labels", ""))
    asked = chosen if chosen in tongues() else request.accept_languages.best_match(tongues()) or ""
    tongue = tongues().get(asked) or tongues().get(place.labels.get("language", "")) or tongues()[FALLBACK]
    carried = {key: value for key in _CARRIED if (value := request.args.get(key, ""))}
    if place.unknown:
        carried.pop("labels", None)
    if chosen in tongues():
        carried["lang"] = chosen
    return Visit(tongue, bool(asked), name, place, carried)
