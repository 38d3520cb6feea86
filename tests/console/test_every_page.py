"""Every page there is, on a company with half a year behind it: no link is broken, none is left out, axe finds nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from console.admission.access import PAGES
from tests.console.hammering import PARTS, Form, addresses, forms_of, spoilt, trouble_in
from tests.services.browser import wrong_with
from tests.services.tour import Tour, endpoint_of, running_tour

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
    "streams.letter": "the invented past has no dead letters",
    "streams.dropping": "as above",
}
"""What is asked for with GET and no link leads to, and why; each has tests of its own."""
LATER = [pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS)]
in_parts = pytest.mark.parametrize("part", [0, *LATER])


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


@pytest.mark.parametrize(
    ("scheme", "size"),
    [
        ("light", "wide"),
        ("dark", "phone"),
        pytest.param("dark", "wide", marks=pytest.mark.long),
        pytest.param("light", "phone", marks=pytest.mark.long),
    ],
)
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


@in_parts
def test_no_address_breaks_a_page(tour: Tour, part: int) -> None:
    tried, wrong = 0, dict[str, str]()
    visits = ((tour.doors[0], tour.signed_in(), tour.inside), (tour.doors[1], tour.doors[1].test_client(), tour.outside))
    for door, browser, found in visits:
        for path in addresses(door, found, part):
            tried += 1
            if trouble := trouble_in(browser, path):
                wrong[path[:200]] = trouble
    assert tried > 500
    assert wrong == {}


@in_parts
def test_no_form_breaks_what_it_is_sent_to(tour: Tour, part: int) -> None:
    browser, forms = tour.signed_in(), dict[str, Form]()
    for path in tour.some_of_each(5):
        with browser.get(path) as page:
            for form in forms_of(page.text):
                if form.method == "POST" and "/people/operator/" not in form.action:
                    forms.setdefault(endpoint_of(tour.doors[0], form.action, form.method), form)
    del forms["console.sign_out"]
    assert len(forms) > 25
    wrong: dict[str, str] = {}
    for endpoint, form in forms.items():
        for fields in spoilt(form.fields, form.fields.keys() - {"csrf"}, part):
            if trouble := trouble_in(browser, form.action, fields):
                wrong[f"{endpoint} {fields}"[:300]] = trouble
    assert browser.get("/console/").status_code == 200, "the session must not have been over before the end"
    assert wrong == {}
