"""New keys in the place of old ones: nothing that was made before is lost, however the work ends."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.all import app
from cli.doctor.keys import key_findings
from cli.wiring.installation import Installation
from config.keys import LINKS_LAST, before_path, befores, load_keys, retire, rotate
from config.load import load
from config.settings import Settings
from console.audit.chain import Looked
from golddust.errors import Conflict, Unavailable
from golddust.identity import Keys
from golddust.threads import answer_address, reply_of
from sinks.originals.folder import FolderOriginals

OLD, NEW = b"o" * 32, b"n" * 32
CONTENTS = [b"%d" % n * 50 for n in range(25)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(None, {"data_dir": tmp_path}).settings


def golddust(tmp_path: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--data", str(tmp_path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def test_originals_are_sealed_anew_and_then_the_old_key_is_forgotten(tmp_path: Path, settings: Settings) -> None:
    before = Installation(settings)
    before.prepare()
    references = before.originals.put(CONTENTS)
    secret = before.admission.codes.begin("ann")
    golddust(tmp_path, "keys", "rotate", "originals")
    after = Installation(settings)
    assert [after.originals.get(one) for one in references] == CONTENTS
    assert after.admission.codes.begin("ann") == secret
    assert "25 originals and 1 second factors sealed anew" in " ".join(golddust(tmp_path, "keys", "rewrap", "--retire").split())
    assert not before_path(tmp_path / "keys", "originals").exists()
    last = Installation(settings)
    assert [last.originals.get(one) for one in references] == CONTENTS
    assert last.admission.codes.begin("ann") == secret
    with pytest.raises(Unavailable):
        before.originals.get(references[0])
    for one in (before, after, last):
        one.close()


def test_a_rewrap_that_dies_loses_no_byte_and_goes_on(tmp_path: Path) -> None:
    references = FolderOriginals(tmp_path / "originals", OLD).put(CONTENTS)
    both = FolderOriginals(tmp_path / "originals", NEW, (OLD,))
    for stop in (1, 7, 20):
        child = os.fork()
        if not child:
            for number, _ in enumerate(FolderOriginals(tmp_path / "originals", NEW, (OLD,)).rewrap(), 1):
                if number == stop:
                    os._exit(9)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert [both.get(one) for one in references] == CONTENTS
    assert set(both.rewrap()) == {"current", "rewrapped"}
    assert set(both.rewrap()) == {"current"}
    assert [FolderOriginals(tmp_path / "originals", NEW).get(one) for one in references] == CONTENTS


def test_what_is_deleted_while_it_is_sealed_anew_stays_deleted(tmp_path: Path) -> None:
    references = FolderOriginals(tmp_path / "originals", OLD).put(CONTENTS)
    both = FolderOriginals(tmp_path / "originals", NEW, (OLD,))
    under_way = both.rewrap()
    next(under_way)
    for one in references:
        both.delete(one)
    assert set(under_way) == {"gone"}
    assert not list((tmp_path / "originals").glob("[0-9a-f][0-9a-f]/*"))


def test_a_file_that_opens_with_no_key_is_told_and_the_old_key_stays(tmp_path: Path, settings: Settings) -> None:
    house = Installation(settings)
    house.prepare()
    (reference,) = house.originals.put([b"whole"])
    (tmp_path / "originals" / reference[:2] / reference).write_bytes(b"broken")
    house.close()
    golddust(tmp_path, "keys", "rotate", "originals")
    assert "1 files open with neither key" in " ".join(golddust(tmp_path, "keys", "rewrap", "--retire").split())
    assert before_path(tmp_path / "keys", "originals").exists()
    with pytest.raises(Conflict, match="rewrap"):
        rotate(settings, "originals")


def test_links_made_before_are_good_for_180_days(tmp_path: Path, settings: Settings) -> None:
    old = load_keys(settings)
    token, address = old.link_token("case", "x" * 26), answer_address(old, "r" * 26, "care@example.com")
    golddust(tmp_path, "keys", "rotate", "links")
    new = load_keys(settings)
    assert new.link_token("case", "x" * 26) != token
    assert (new.subject_of("case", token), reply_of(new, address.partition("@")[0])) == ("x" * 26, "r" * 26)
    assert new.subject_of("form", token) is None
    path = before_path(tmp_path / "keys", "links")
    ago = path.stat().st_mtime - (LINKS_LAST + timedelta(days=1)).total_seconds()
    os.utime(path, (ago, ago))
    assert load_keys(settings).subject_of("case", token) is None


def test_a_second_new_key_of_links_breaks_no_promise_of_the_first(tmp_path: Path, settings: Settings) -> None:
    tokens = []
    for _ in range(3):
        tokens.append(load_keys(settings).link_token("case", "x" * 26))
        rotate(settings, "links")
    assert [load_keys(settings).subject_of("case", token) for token in tokens] == ["x" * 26] * 3
    (oldest,) = [
        path for path in befores(tmp_path / "keys", "links") if bytes.fromhex(path.read_text()) == first_of(tokens, path)
    ]
    ago = oldest.stat().st_mtime - (LINKS_LAST + timedelta(days=1)).total_seconds()
    os.utime(oldest, (ago, ago))
    assert [load_keys(settings).subject_of("case", token) for token in tokens] == [None, "x" * 26, "x" * 26]
    rotate(settings, "links")
    assert not oldest.exists()
    retire(settings, "links")
    assert befores(tmp_path / "keys", "links") == []


def first_of(tokens: list[str], path: Path) -> bytes:
    """The key in that file, if it made the first of these tokens."""
    key = bytes.fromhex(path.read_text())
    return key if Keys(b"", key, b"").subject_of("case", tokens[0]) else b""


def test_what_is_done_with_keys_is_in_the_audit_log(tmp_path: Path, settings: Settings) -> None:
    golddust(tmp_path, "keys", "rotate", "originals", "--as", "ann")
    golddust(tmp_path, "keys", "rewrap", "--retire", "--as", "ann")
    house = Installation(settings)
    told = [(one.actor, one.action) for one in house.admission.audit.entries(Looked(), 10)]
    house.close()
    assert told == [("ann", "did.forget_old_key"), ("ann", "did.seal_anew"), ("ann", "did.replace_key")]


def test_after_a_leak_links_are_good_no_more_at_once(tmp_path: Path, settings: Settings) -> None:
    token = load_keys(settings).link_token("case", "x" * 26)
    golddust(tmp_path, "keys", "rotate", "links", "--at-once")
    assert load_keys(settings).subject_of("case", token) is None


def test_the_pseudonym_key_is_not_replaced_and_why(tmp_path: Path, settings: Settings) -> None:
    pseudonym = load_keys(settings).pseudonym
    result = CliRunner().invoke(app, ["keys", "rotate", "pseudonym", "--data", str(tmp_path)])
    assert result.exit_code != 0
    assert load_keys(settings).pseudonym == pseudonym


def test_a_key_given_by_the_settings_is_replaced_there(tmp_path: Path) -> None:
    given = load(None, {"data_dir": tmp_path, "keys.originals": NEW.hex(), "keys.originals_before": OLD.hex()}).settings
    assert load_keys(given).originals_before == (OLD,)
    with pytest.raises(Conflict, match="originals_before"):
        rotate(given, "originals")


def test_keys_are_listed_and_never_shown(tmp_path: Path, settings: Settings) -> None:
    load_keys(settings)
    golddust(tmp_path, "keys", "rotate", "links")
    shown = golddust(tmp_path, "keys", "list", "--json")
    assert "links (before)" in shown
    assert not any(path.read_text() in shown for path in (tmp_path / "keys").iterdir())


def test_doctor_tells_how_old_keys_are_and_who_may_read_them(tmp_path: Path, settings: Settings) -> None:
    house = Installation(settings)
    assert list(key_findings(house)) == []
    load_keys(settings)
    assert [(f.state, f.words) for f in key_findings(house)] == [
        ("good", "in use: pseudonym 0 days, links 0 days, originals 0 days")
    ]
    rotate(settings, "originals")
    (tmp_path / "keys" / "links.key").chmod(0o644)
    assert [f.state for f in key_findings(house)] == ["bad", "good", "note"]
