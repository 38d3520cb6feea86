"""The site that `make docs` builds: every link leads somewhere, every page is found, and nothing is loaded from elsewhere."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from tests.services.browser import PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "form": "action",
}
"""What a browser goes and gets for each element, or sends to."""
LINKED = ("stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "modulepreload", "manifest")


class Read(HTMLParser):
    """What a page loads, where its links lead, and what can be linked to in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.images_without_words: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag in LOADED and LOADED[tag] in given:
            self.loads.append(given[LOADED[tag]])
        if tag == "link" and set(given.get("rel", "").split()) & set(LINKED):
            self.loads.append(given.get("href", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img" and not given.get("alt"):
            self.images_without_words.append(given.get("src", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built anew, and strictly: a warning fails it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Read]:
    return {page: Read(page) for page in site.rglob("*.html")}


def test_every_document_has_a_page(site: Path) -> None:
    documents = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    missing = [
        one
        for one in documents
        if not (site / one.with_name(one.name.replace("README.md", "index.md"))).with_suffix(".html").exists()
    ]
    assert missing == []


def test_nothing_is_loaded_from_elsewhere(site: Path, read: dict[Path, Read]) -> None:
    foreign = {(page.name, load) for page, one in read.items() for load in one.loads if urlsplit(load).netloc}
    styles = {path.name for path in site.rglob("*.css") if "url(http" in path.read_text() or "url(//" in path.read_text()}
    assert (foreign, styles) == (set(), set())


def test_links_lead_to_pages_and_to_places_on_them(site: Path, read: dict[Path, Read]) -> None:
    broken = [
        (str(page.relative_to(site)), link)
        for page, one in read.items()
        for link in (*one.links, *one.loads)
        if not _leads_somewhere(page, link, read)
    ]
    assert broken == []


def _leads_somewhere(page: Path, link: str, read: dict[Path, Read]) -> bool:
    """Within the site to what is there; to elsewhere, only that it is an address at all."""
    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        return "." in parts.netloc
    if parts.scheme:
        return parts.scheme in ("mailto", "data", "javascript")
    if page.name == "404.html":  # it is shown at any address, and so begins at the root
        return True
    target = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
    target = target / "index.html" if target.is_dir() else target
    return target.exists() and (
        not parts.fragment or target not in read or unquote(parts.fragment) in read[target].anchors | {"__top"}
    )


def test_pictures_have_words(read: dict[Path, Read]) -> None:
    ours = {page: [one for one in found.images_without_words if not one.endswith("mark.svg")] for page, found in read.items()}
    assert {page: found for page, found in ours.items() if found} == {}


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.service
@pytest.mark.slow
def test_a_browser_that_searches_asks_nobody_else(address: str, browser: "Browser") -> None:
    with browser.new_context(viewport=WIDE) as context:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.get_by_role("textbox", name="Search").first.fill("broker")
        page.locator(".md-search-result__link").first.wait_for()
        assert page.locator(".md-search-result__link").count() > 1
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.service
@pytest.mark.slow
def test_no_page_is_wider_than_a_phone(address: str, browser: "Browser") -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        for name in ("index.html", "explanation/capacity.html", "howto/runbooks/index.html", "reference/settings.html"):
            page.goto(address + name)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
