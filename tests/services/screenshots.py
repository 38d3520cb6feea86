"""Pictures of the form and of every page of the console, for people to look at: `make screenshots`
puts them under build/screenshots.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.services.browser import Shop, running_browser, running_shop
from tests.services.tour import running_tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, PHONE = {"width": 1100, "height": 900}, {"width": 360, "height": 740}
TEXT = "The parcel came two weeks late, and nobody answered the phone.\nThe driver was kind, though."
Draw = Callable[["Page", Shop], None]


def opened(query: str = "") -> Draw:
    """The form as it is when it is opened."""
    return lambda page, shop: void(page.goto(shop.form + query))


def mistaken(query: str = "") -> Draw:
    """The form with everything wrong at once."""

    def draw(page: "Page", shop: Shop) -> None:
        page.goto(shop.form + query)
        page.fill("#contact", "ask for Dev at the bar")
        notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no photo"}
        page.set_input_files("#photos", [notes])
        page.fill("#text", TEXT)
        page.click("button")

    return draw


def thanked(query: str = "") -> Draw:
    """The thanks."""

    def draw(page: "Page", shop: Shop) -> None:
        page.goto(shop.form + query)
        page.fill("#text", TEXT)
        page.click("button")

    return draw


def choosing(page: "Page", shop: Shop) -> None:
    """The list of languages."""
    page.goto(shop.form)
    page.click("summary")


def embedded(page: "Page", shop: Shop) -> None:
    """The form on the shop's own page."""
    page.goto(shop.page)
    page.wait_for_selector("iframe", state="visible")


def void(_: object) -> None:
    """Nothing more."""


PICTURES: dict[str, tuple[dict[str, int], str, Draw]] = {
    "empty": (WIDE, "light", opened()),
    "empty-dark": (WIDE, "dark", opened()),
    "wrong": (WIDE, "light", mistaken()),
    "thanks": (WIDE, "light", thanked()),
    "languages": (WIDE, "light", choosing),
    "phone": (PHONE, "light", opened()),
    "phone-german": (PHONE, "light", opened("?lang=de")),
    "phone-wrong-dark": (PHONE, "dark", mistaken()),
    "phone-thanks-dark": (PHONE, "dark", thanked()),
    "phone-languages": (PHONE, "light", choosing),
    "arabic": (WIDE, "light", opened("?lang=ar")),
    "arabic-phone-wrong": (PHONE, "light", mistaken("?lang=ar")),
    "arabic-thanks": (PHONE, "light", thanked("?lang=ar")),
    "hebrew-dark": (PHONE, "dark", opened("?lang=he")),
    "chinese": (PHONE, "light", opened("?lang=zh")),
    "embedded": (WIDE, "light", embedded),
    "embedded-phone-dark": (PHONE, "dark", embedded),
}


LOOKS: dict[str, tuple[dict[str, int], str]] = {
    "": ({"width": 1280, "height": 900}, "light"),
    "-dark": ({"width": 1280, "height": 900}, "dark"),
    "-phone": (PHONE, "light"),
}
"""How each page of the console is drawn."""


def draw_form(browser: "Browser", folder: Path) -> None:
    """The form, and what becomes of it."""
    with running_shop() as shop:
        for name, (size, scheme, draw) in PICTURES.items():
            given: dict[str, Any] = {"viewport": size, "color_scheme": scheme, "locale": "en-GB"}
            context = browser.new_context(**given)
            page = context.new_page()
            draw(page, shop)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            context.close()


def draw_console(browser: "Browser", folder: Path) -> None:
    """Every page that people at work and customers have, with the made-up company's half year in it."""
    with tempfile.TemporaryDirectory() as data, running_tour(Path(data)) as tour:
        for look, (size, scheme) in LOOKS.items():
            given: dict[str, Any] = {"viewport": size, "color_scheme": scheme, "locale": "en-GB"}
            context = browser.new_context(**given)
            context.add_cookies([{"name": "golddust_session", "value": tour.cookie, "url": f"{tour.inner}/console/"}])
            page = context.new_page()
            for name, address in tour.pages().items():
                page.goto(address)
                page.screenshot(path=folder / f"{name}{look}.png", full_page=True)
            context.close()


def main(folder: Path) -> None:
    """Draw them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_browser() as browser:
        draw_form(browser, folder)
        draw_console(browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots"))
