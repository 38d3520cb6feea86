"""What is broken in a place of backups, or was left by one that was killed, is told, and made good by the next backup."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cli.backup import making, staging
from cli.backup.place import Place
from cli.backup.postgres import _reaching
from cli.backup.restoring import Wanted, restore
from cli.backup.sealing import all_keys, seal_keys
from cli.doctor.backup import backup_findings
from cli.wiring.installation import Installation
from config.keys import retire, rotate
from config.load import load
from golddust.errors import Conflict
from sinks.originals.folder import FolderOriginals
from tests.cli.company import Company
from tests.cli.test_backup import PASSPHRASE, keys_of, place_of, rows, settings_at


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "data")
    made.say(1, 2)
    made.work()
    yield made
    made.installation.close()


@pytest.fixture
def place(company: Company, tmp_path: Path) -> Place:
    return place_of(company, tmp_path)


def object_of(place: Place, name: str) -> Path:
    return place.folder / "objects" / name[:2] / name


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def test_originals_that_were_sealed_anew_are_copied_anew(company: Company, place: Place, tmp_path: Path) -> None:
    installation, settings = company.installation, company.installation.settings
    first = making.make(installation, place, None)
    rotate(settings, "originals")
    keys = Installation(settings).keys
    assert set(FolderOriginals(settings.data_dir / "originals", keys.originals, keys.originals_before).rewrap()) == {"rewrapped"}
    retire(settings, "originals")
    seal_keys(settings, tmp_path / "keys.again", PASSPHRASE)
    second = making.make(installation, place, None)
    assert making.verify(place, second, keys_of(company)) == []
    assert "made under other keys" in making.verify(place, first, keys_of(company))[0]
    restore(settings_at(tmp_path / "new"), place, Wanted(second, keys_of(company)))
    there = Installation(settings_at(tmp_path / "new"))
    for (reference,) in rows(tmp_path / "new", "SELECT original FROM feedback"):
        assert b"kettle" in there.originals.get(reference)
    there.close()


def test_verify_opens_originals(company: Company, place: Place) -> None:
    (first, *_) = sorted((company.installation.settings.data_dir / "originals").glob("??/*"))
    spoil(first)
    manifest = making.make(company.installation, place, None)
    assert making.verify(place, manifest, keys_of(company)) == ["an original: it opens with none of the keys"]


def test_keys_of_before_that_the_settings_give_are_sealed_with_the_others(tmp_path: Path) -> None:
    given = {"keys.originals_before": "ab" * 32, "keys.links_before": "cd" * 32}
    keys = all_keys(load(None, {"data_dir": tmp_path, **given}).settings)
    assert (keys["originals.before"], keys["links.before-given"]) == (b"\xab" * 32, b"\xcd" * 32)


def test_a_killed_backup_leaves_a_copy_that_is_named_and_taken_away(company: Company, place: Place) -> None:
    home = company.installation.settings.data_dir
    child = os.fork()
    if not child:
        with staging.staging(home) as folder:
            (folder / "store.sqlite3").write_bytes(b"words of customers")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    (left,) = (home / staging.STAGING).iterdir()
    assert {path.stat().st_mode & 0o777 for path in (left, left.parent)} == {0o700}
    assert "a backup was killed" in next(one.words for one in backup_findings(company.installation))
    making.make(company.installation, place, None)
    assert not (home / staging.STAGING).exists()


def test_two_backups_to_two_places_do_not_take_each_others_copies(company: Company) -> None:
    home = company.installation.settings.data_dir
    with staging.staging(home) as one:
        (one / "copy").touch()
        with staging.staging(home) as other:
            assert other != one
        assert (one / "copy").exists()
        assert staging.left_behind(home) == []
        assert staging.clear(home) == 0
    assert not (home / staging.STAGING).exists()


def test_the_round_that_tidies_takes_away_what_a_killed_backup_left(company: Company) -> None:
    from cli.processes import stages  # noqa: PLC0415

    left = company.installation.settings.data_dir / staging.STAGING / "left"
    left.mkdir(parents=True)
    stages.tidying(company.installation)._work()
    assert not left.parent.exists()


def test_a_damaged_object_is_written_anew_by_the_next_backup(company: Company, place: Place) -> None:
    manifest = making.make(company.installation, place, None)
    store = next(file for file in manifest.files if file.path == "store.sqlite3")
    ((_, original), *_) = place.originals_of(manifest)
    for name in (store.objects[0], original):
        spoil(object_of(place, name))
    wrong = making.verify(place, manifest, keys_of(company))
    assert len([one for one in wrong if "writes it anew" in one]) == 2
    again = making.make(company.installation, place, None)
    assert making.verify(place, again, keys_of(company)) == []
    assert making.verify(place, manifest, keys_of(company)) == []


def test_pieces_are_read_before_they_are_used_again(company: Company, place: Place) -> None:
    manifest = making.make(company.installation, place, None)
    store = next(file for file in manifest.files if file.path == "store.sqlite3")
    spoil(object_of(place, store.objects[0]))
    assert making.verify(place, making.make(company.installation, place, None), keys_of(company)) == []


def test_a_list_that_does_not_open_stops_no_backup_and_takes_nothing_with_it(company: Company, place: Place) -> None:
    installation = company.installation
    first, second = making.make(installation, place, None), making.make(installation, place, None)
    path = place.folder / "backups" / f"{second.name}.backup"
    good = path.read_bytes()
    spoil(path)
    third = making.make(installation, place, None)
    company.say(9)
    company.work()
    fourth = making.make(installation, place, None)
    assert place.unreadable() == [second.name]
    later = installation.clock.now() + timedelta(days=9)
    assert making.prune(place, timedelta(days=1), later) == [first.name, third.name]
    path.write_bytes(good)  # as when its disk is well again
    assert making.verify(place, second, keys_of(company)) == []
    spoil(path)
    assert making.prune(place, timedelta(days=1), later, unreadable=True) == [second.name]
    assert making.verify(place, fourth, keys_of(company)) == []
    assert place.unreadable() == []
    with pytest.raises(Conflict, match="another"):
        making.prune(Place(place.folder, b"k" * 32), timedelta(days=1), later, unreadable=True)
    assert place.names() == [fourth.name]


@pytest.mark.parametrize("address", ["postgresql://u@h/db?password=hid-den&sslpassword=hid-den", "postgresql://u:hid-den@h/db"])
def test_no_password_is_among_a_programs_words(address: str) -> None:
    with _reaching(address) as (before, whom):
        assert "hid-den" not in " ".join([*before, whom])
        files = [Path(word.partition("=")[2]) for word in [*before[1:], *whom.split()] if "FILE=" in word or "passfile=" in word]
        assert files
        assert all("hid-den" in file.read_text() and file.stat().st_mode & 0o077 == 0 for file in files)
    assert not any(file.exists() for file in files)
