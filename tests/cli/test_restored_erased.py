"""A backup still has whoever was erased after it was made; the installation that is made from it has not."""

from contextlib import closing
from pathlib import Path

from cli.backup import making
from cli.backup.place import Place
from cli.backup.restoring import Wanted, restore
from cli.backup.sealing import all_keys, backup_key, seal_keys
from cli.privacy.erasing import register_path
from cli.privacy.requests import StoredPrivacy
from cli.wiring.installation import Installation
from config.load import load
from tests.cli.company import Company
from tests.services.leftovers import in_files, in_tables

HER = ("ann@example.com", "Ann Example", "Broken kettle", "broke after two days")


def restored(company: Company, place: Place, name: str, folder: Path, register: Path | None) -> int | None:
    settings = load(None, {"data_dir": folder, "tag.tier": "vader"}).settings
    wanted = Wanted(place.read(name), all_keys(company.installation.settings), register)
    return restore(settings, place, wanted).erased


def left_in(folder: Path) -> list[str]:
    with closing(Installation(load(None, {"data_dir": folder, "tag.tier": "vader"}).settings)) as there:
        return in_tables(there.engine, HER) + in_files(folder, HER, without=("keys",))


def test_who_was_erased_after_the_backup_is_erased_in_what_is_made_from_it(tmp_path: Path) -> None:
    company = Company(tmp_path / "data")
    with closing(company.installation) as installation:
        company.say(1, 2)
        company.work()
        seal_keys(installation.settings, tmp_path / "keys.sealed", "five words nobody would guess")
        place = Place(tmp_path / "place", backup_key(installation.settings))
        name = making.make(installation, place, None).name
        privacy = StoredPrivacy(installation, "command")
        privacy.perform(privacy.ask(privacy.find("ann@example.com"), "sam").id)
        assert left_in(tmp_path / "data") == []
        assert restored(company, place, name, tmp_path / "without", None) is None
        assert left_in(tmp_path / "without") != [], "the backup must have had her, or nothing is proved"
        assert restored(company, place, name, tmp_path / "again", register_path(installation)) == 1
    assert left_in(tmp_path / "again") == []
