"""The pages about both doors say what their OpenAPI documents say, and their links lead somewhere."""

import re
from typing import Any

import pytest

from cli.http_pages import http_page
from cli.reference import contracts
from golddust.topic_pages import topics_page

NAMES = ("api.openapi.json", "ingest.openapi.json")


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return contracts()


def anchors(page: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: str) -> set[str]:
    return set(re.findall(r"\]\(#([^)]+)\)", page))


@pytest.mark.parametrize("name", NAMES)
def test_every_request_has_a_section_with_its_parameters_and_answers(name: str, documents: dict[str, Any]) -> None:
    page = http_page(documents[name], "A door", name, "Made by a test.")
    for path, item in documents[name]["paths"].items():
        for method in set(item) - {"parameters"}:
            base = documents[name].get("servers", [{"url": ""}])[0]["url"]
            _, _, section = page.partition(f"\n## `{method.upper()} {base}{path}`\n")
            section = section.partition("\n## ")[0]
            assert item[method]["summary"] in section
            for parameter in item[method].get("parameters", []):
                assert f"| `{parameter['name']}` | {parameter['in']}" in section
            for status in item[method]["responses"]:
                assert re.search(rf"^\| (\d+, )*{status}\b", section, re.MULTILINE), (method, path, status)


@pytest.mark.parametrize("name", NAMES)
def test_links_within_a_door_s_page_lead_somewhere(name: str, documents: dict[str, Any]) -> None:
    page = http_page(documents[name], "A door", name, "Made by a test.")
    assert len(links(page)) > len(documents[name]["paths"])
    assert links(page) <= anchors(page)


def test_links_within_the_page_about_topics_lead_somewhere(documents: dict[str, Any]) -> None:
    page = topics_page(documents["asyncapi.json"], "Made by a test.")
    assert len(links(page)) > len(documents["asyncapi.json"]["components"]["messages"])
    assert links(page) <= anchors(page)


def test_a_body_says_whether_it_may_be_left_out(documents: dict[str, Any]) -> None:
    page = http_page(documents["api.openapi.json"], "A door", "api.openapi.json", "Made by a test.")
    assert "Body: [`Assign`](#assign) as `application/json`." in page
    assert "Body, which may be left out: [`Step`](#step) as `application/json`." in page
