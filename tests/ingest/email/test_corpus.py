"""Each message of the corpus, whose name says `situation__variant`, gives what stands beside it.

`not-yet.txt` names those that the reader does not get right; it only ever gets shorter, since one that is right fails there.
"""

import json
from pathlib import Path

import pytest

from ingest.email.as_json import parsed

CORPUS = Path(__file__).parents[2] / "corpus" / "email"
MAILS = sorted(CORPUS.glob("*.eml"))
NOT_YET = (CORPUS / "not-yet.txt").read_text(encoding="utf-8").split()
_MISSED = pytest.mark.xfail(reason="named in not-yet.txt", strict=True, raises=AssertionError)


def _marked(mail: Path) -> object:
    return pytest.param(mail, id=mail.stem, marks=[_MISSED] * (mail.stem in NOT_YET))


@pytest.mark.parametrize("mail", [_marked(mail) for mail in MAILS])
def test_what_is_expected_of_a_message_of_the_corpus_is_what_is_read(mail: Path) -> None:
    expected = json.loads(mail.with_suffix(".json").read_text(encoding="utf-8"))
    read = parsed(mail.name, mail.read_bytes())
    assert {field: _lines(field, read[field]) for field in expected} == {f: _lines(f, value) for f, value in expected.items()}


def _lines(field: str, value: object) -> object:
    """A text as its lines with words on them: how many blanks part them is not what a message of the corpus is about."""
    if field not in ("text", "full_text") or not isinstance(value, str):
        return value
    return [" ".join(line.split()) for line in value.split("\n") if line.strip()]


def test_the_corpus_is_where_it_should_be() -> None:
    assert len(MAILS) >= 750
    assert {path.stem for path in CORPUS.glob("*.json")} == {path.stem for path in MAILS}


def test_each_message_that_is_not_yet_right_is_there_and_named_once() -> None:
    assert set(NOT_YET) <= {path.stem for path in MAILS}
    assert sorted(set(NOT_YET)) == NOT_YET
