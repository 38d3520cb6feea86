"""Puts the words of the code into the catalogues: `python -m console.translations.words`; `--add CODE` begins a language."""

import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from console.translations.keywords import KEYWORDS, METHODS

FOLDER = Path(__file__).parent
CONSOLE = FOLDER.parent
BESIDE = (CONSOLE.parent / "cli" / "web.py",)
"""Files of other rooms that say something on pages."""
UNSAID = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)[^\n]*\n',
    re.MULTILINE,
)
"""Lines of a catalogue's head that say nothing of ours, or the time, in which all who change words at once would conflict."""


def words_of_the_code() -> Catalog:
    """Every message that the code says."""
    catalogue = Catalog()
    for _, _, message, _, context in extract_from_dir(CONSOLE, METHODS, keywords=KEYWORDS, comment_tags=()):
        catalogue.add(message, context=context)
    for path in BESIDE:
        for _, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
            catalogue.add(message, context=context)
    return catalogue


def path_of(code: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def main(given: Sequence[str]) -> None:
    """Bring every catalogue up to the code; nothing is guessed: what is new is empty."""
    for code in given[1:] if given[:1] == ["--add"] else ():
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        plural = get_plural(code)
        path_of(code).write_text(
            f'msgid ""\nmsgstr ""\n"Language: {Locale.parse(code)}\\n"\n"Plural-Forms: {plural}\\n"\n', "utf-8"
        )
    wanted = words_of_the_code()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        catalogue.update(wanted, no_fuzzy_matching=True)
        written = io.BytesIO()
        write_po(written, catalogue, width=0, omit_header=False, ignore_obsolete=True, no_location=True)
        path.write_bytes(UNSAID.sub(b"", written.getvalue()))


if __name__ == "__main__":
    main(sys.argv[1:])
