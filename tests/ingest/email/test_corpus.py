"""Each message of the corpus, whose name says `situation__variant`, gives what stands beside it."""

import json
from pathlib import Path

import pytest

from ingest.email.as_json import parsed

CORPUS = Path(__file__).parents[2] / "corpus" / "email"
MAILS = sorted(CORPUS.glob("*.eml"))


@pytest.mark.parametrize("mail", MAILS, ids=lambda path: path.stem)
def test_what_is_expected_of_a_message_of_the_corpus_is_what_is_read(mail: Path) -> None:
    expected = json.loads(mail.with_suffix(".json").read_text())
    read = parsed(mail.name, mail.read_bytes())
    assert {field: read[field] for field in expected} == expected


def test_the_corpus_is_where_it_should_be() -> None:
    assert len(MAILS) > 80
    assert {path.stem for path in CORPUS.glob("*.json")} == {path.stem for path in MAILS}
