"""What the site needs beside our pages: files of the repository that they link to, and navigation by folder.

On the forge such a link leads to the file itself. Here each file is a page under `source/`: documents as they are, all else in a
frame, a folder as a list of what lies in it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = "source/"
FIRST = ("README.md", "CONTRIBUTING.md")
KINDS = {".toml": "toml", ".json": "json", ".yml": "yaml", ".yaml": "yaml", ".py": "python"}
SHOWN = (".md", ".svg", ".png", ".json")
"""What of `docs` itself is in the site as it is."""
_LINK = re.compile(r"(\]\()([^)\s#:<>]+)(#[^)\s]*)?(\))")
_FENCE = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder where the navigation names the folder."""
    config.nav = _spelled_out(config.nav)
    return config


def _spelled_out(entry: Any) -> Any:
    if isinstance(entry, list):
        return [_spelled_out(one) for one in entry]
    if isinstance(entry, dict):
        return {name: _spelled_out(one) for name, one in entry.items()}
    if isinstance(entry, str) and entry.endswith("/*"):
        return [str(path.relative_to(DOCS)) for path in _pages_in(DOCS / entry.removesuffix("/*"))]
    return entry


def _pages_in(folder: Path) -> list[Path]:
    """By name, the one about the folder first."""
    return sorted(folder.glob("*.md"), key=lambda path: (path.name != "README.md", path.name))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every file outside `docs` that a page, or one so added, links to."""
    pages = [Path(file.abs_src_path) for file in files.documentation_pages() if file.abs_src_path]
    for path in sorted(_reached({*pages, *(ROOT / name for name in FIRST), *ROOT.glob("*/README.md")})):
        if not path.is_relative_to(DOCS):
            files.append(File.generated(config, _place_of(path), content=_shown(path)))
    return files


def _reached(pages: set[Path]) -> set[Path]:
    """These, and all that can be come to from them."""
    reached, fresh = set(pages), set(pages)
    while fresh:
        fresh = {target for page in fresh for target in _targets(page)} - reached
        reached |= fresh
    return reached


def _targets(page: Path) -> Iterator[Path]:
    if page.suffix == ".md":
        for match in _LINK.finditer(_FENCE.sub("", page.read_text())):
            target = _target(page, match[2])
            if target is not None:
                yield target


def _target(page: Path, link: str) -> Path | None:
    """The file or folder of this repository that is meant, else None."""
    path = Path(os.path.normpath(page.parent / link))
    return path if path.exists() and path.is_relative_to(ROOT) else None


def _place_of(path: Path) -> str:
    """Where it is in the site."""
    if path.is_relative_to(DOCS):
        return str((_pages_in(path)[0] if path.is_dir() else path).relative_to(DOCS))
    place = SOURCE + str(path.relative_to(ROOT))
    return place if path.suffix == ".md" else f"{place}.md"


def _shown(path: Path) -> str:
    name = path.relative_to(ROOT)
    if path.is_dir():
        listed = "\n".join(f"- `{one.name}`" for one in sorted(path.iterdir()) if not one.name.startswith(("_", ".")))
        return f"# {name}/\n\n{listed}\n"
    if path.suffix == ".md":
        return path.read_text()
    return f"# {path.name}\n\n`{name}`\n\n````{KINDS.get(path.suffix, 'text')}\n{path.read_text()}\n````\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead each link to where its target is in the site."""
    _ = config, files
    place = page.file.src_uri
    origin = ROOT / place.removeprefix(SOURCE) if place.startswith(SOURCE) else DOCS / place
    parts = _FENCE.split(markdown)
    return "".join(part if _FENCE.fullmatch(part) else _LINK.sub(lambda m: _led(m, origin, place), part) for part in parts)


def _led(match: re.Match[str], origin: Path, place: str) -> str:
    target = _target(origin, match[2])
    if target is None or (target.is_relative_to(DOCS) and origin.is_relative_to(DOCS) and target.is_file()):
        return match[0]
    link = os.path.relpath(_place_of(target), Path(place).parent)
    return f"{match[1]}{link}{match[3] or ''}{match[4]}"
