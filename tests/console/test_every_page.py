"""Every page there is, on a company with half a year behind it: no link is broken, none is left out, axe finds nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from console.access import PAGES
from tests.services.browser import wrong_with
from tests.services.tour import Tour, running_tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.service, pytest.mark.slow]
HANGS_AFTER = 90_000
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
LOOKED_AT_ELSEWHERE = {
    "console.rows": "a part of the inbox, fetched by its script",
    "console.source": "the invented past has no originals",
    "console.original": "a file",
    "console.file": "a file",
    "console.code": "asked of those who have set one up",
}
"""What is asked for with GET and no link leads to, and why; each has tests of its own."""


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Both doors, gone through once."""
    with running_tour(tmp_path_factory.mktemp("tour")) as made:
        yield made


def test_no_link_leads_nowhere(tour: Tour) -> None:
    everything = [*tour.inside.values(), *tour.outside.values()]
    assert len(everything) > 300
    assert [one for one in everything if one.status != 200] == []


def test_a_link_leads_to_every_page(tour: Tour) -> None:
    reached = {one.endpoint for one in tour.inside.values()}
    asked = {rule for rule in PAGES if rule in tour.asked_with_get}
    assert asked - reached == set(LOOKED_AT_ELSEWHERE)


def test_every_page_weighs_less_than_200_kb_with_all_it_needs(tour: Tour, browser: "Browser") -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "golddust_session", "value": tour.cookie, "url": f"{tour.inner}/console/"}])
    weights: dict[str, int] = {}
    for name, address in tour.pages().items():
        page = context.new_page()
        sizes: list[int] = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(int(answer.headers.get("content-length", 0))))
        page.goto(address)
        page.wait_for_load_state("load")
        weights[name] = sum(sizes)
        page.close()
    context.close()
    assert min(weights.values()) > 1000
    assert {name: weight for name, weight in weights.items() if weight > 200_000} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(tour: Tour, browser: "Browser", scheme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    context.set_default_timeout(HANGS_AFTER)
    context.add_cookies([{"name": "golddust_session", "value": tour.cookie, "url": f"{tour.inner}/console/"}])
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name, address in tour.pages().items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        found[name] = wrong_with(page)
    context.close()
    assert len(found) > 20
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
