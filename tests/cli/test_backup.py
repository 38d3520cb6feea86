"""Backups: whole, sealed, apart from their keys, and at one moment of log and store."""

import errno
import json
import math
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Never

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import update

from benchmarks.processes import Running
from cli.backup import making, moment
from cli.backup.note import Note, read_note, write_note
from cli.backup.place import Place
from cli.backup.restoring import Wanted, restore
from cli.backup.sealing import all_keys, backup_key, open_keys, seal_keys
from cli.backup.settings_copy import without_secrets
from cli.backup.staging import STAGING
from cli.doctor.backup import backup_findings
from cli.processes.measuring import measure_machine
from cli.wiring.installation import Installation
from config.load import load
from golddust.bus.sqlite.moments import copy_to
from golddust.database.engine import writing
from golddust.database.schema import replies
from golddust.errors import Conflict, Full, Malformed, Occupied, Unauthentic, Unavailable
from golddust.events import ReplyOutcome
from golddust.metrics import PrometheusMetrics
from sinks.replies.restored import doubt_all, end_known
from tests.cli.company import WORDS, Company
from tests.journeys.commands import ask

PASSPHRASE = "five words nobody would guess"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "data")
    yield made
    made.installation.close()


@pytest.fixture
def place(company: Company, tmp_path: Path) -> Place:
    """A place for backups of a company whose keys were sealed."""
    return place_of(company, tmp_path)


def place_of(company: Company, folder: Path) -> Place:
    settings = company.installation.settings
    seal_keys(settings, folder / "keys.sealed", PASSPHRASE)
    return Place(folder / "place", backup_key(settings))


def settings_at(folder: Path, **more: Any) -> Any:
    return load(None, {"data_dir": folder, "tag.tier": "vader", **more}).settings


def restored(place: Place, name: str, company: Company, folder: Path) -> Installation:
    wanted = Wanted(place.read(name), all_keys(company.installation.settings))
    restore(settings_at(folder), place, wanted)
    return Installation(settings_at(folder))


def keys_of(company: Company) -> dict[str, bytes]:
    return all_keys(company.installation.settings)


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "store.sqlite3", timeout=30)) as store:
        return store.execute(sql).fetchall()


def test_nothing_in_the_place_can_be_read_and_no_key_is_there(company: Company, place: Place) -> None:
    company.say(*range(3))
    company.work()
    making.make(company.installation, place, b"a = 1")
    lying = files_of(place.folder)
    assert len(lying) > 4
    keys = all_keys(company.installation.settings).values()
    secrets = [WORDS.encode(), b"ann@example.com", *keys, *(key.hex().encode() for key in keys)]
    assert [path for path, content in lying.items() for secret in secrets if secret in content] == []
    assert {path.stat().st_mode & 0o077 for path in [place.folder, *place.folder.rglob("*")]} == {0}


def test_no_backup_is_made_that_nobody_could_read(company: Company, tmp_path: Path) -> None:
    settings = company.installation.settings
    with pytest.raises(Conflict, match="backup keys"):
        making.make(company.installation, Place(tmp_path / "place", backup_key(settings)), None)
    assert not list((tmp_path / "place").rglob("*.backup"))


def test_sealed_keys_open_with_their_passphrase_only(company: Company, tmp_path: Path) -> None:
    settings, file = company.installation.settings, tmp_path / "keys.sealed"
    with pytest.raises(Malformed, match="characters"):
        seal_keys(settings, file, "short")
    seal_keys(settings, file, PASSPHRASE)
    assert open_keys(file, PASSPHRASE) == all_keys(settings)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(key.hex() in file.read_text() for key in all_keys(settings).values())
    with pytest.raises(Unauthentic):
        open_keys(file, PASSPHRASE + "!")
    with pytest.raises(Conflict):
        seal_keys(settings, file, PASSPHRASE)
    file.write_text(file.read_text()[:-20])
    with pytest.raises(Malformed):
        open_keys(file, PASSPHRASE)


def test_what_is_in_one_backup_is_not_written_again_for_the_next(company: Company, place: Place) -> None:
    company.say(*range(5))
    company.work()
    first = making.make(company.installation, place, None)
    before = set(files_of(place.folder / "objects"))
    second = making.make(company.installation, place, None)
    assert second.name != first.name
    assert set(files_of(place.folder / "objects")) == before
    assert place.names() == sorted([first.name, second.name])


def test_a_backup_that_was_stopped_is_none_and_the_next_goes_on_from_it(company: Company, place: Place) -> None:
    company.say(*range(5))
    company.work()

    def stop(what: str, done: int, total: int) -> None:
        if what == "databases" and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        making.make(company.installation, place, None, stop)
    assert place.names() == []
    assert not (company.installation.settings.data_dir / STAGING).exists()
    halfway = set(files_of(place.folder / "objects"))
    assert halfway
    manifest = making.make(company.installation, place, None)
    assert halfway <= set(files_of(place.folder / "objects"))
    assert making.verify(place, manifest, keys_of(company)) == []


def test_verify_names_what_is_missing_or_changed(company: Company, place: Place) -> None:
    company.say(1)
    company.work()
    manifest = making.make(company.installation, place, None)
    assert making.verify(place, manifest, keys_of(company)) == []
    log, store = (next(file for file in manifest.files if file.path == name) for name in ("log.sqlite3", "store.sqlite3"))
    changed = place.folder / "objects" / log.objects[0][:2] / log.objects[0]
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    (place.folder / "objects" / store.objects[0][:2] / store.objects[0]).unlink()
    wrong = making.verify(place, manifest, keys_of(company))
    assert [one.split(":")[0] for one in wrong] == ["store.sqlite3", "log.sqlite3"]
    with pytest.raises(Unavailable):
        restored(place, "latest", company, place.folder.parent / "new")
    assert not (place.folder.parent / "new").exists()


def test_a_changed_list_is_no_backup(company: Company, place: Place) -> None:
    company.say(1)
    name = making.make(company.installation, place, None).name
    path = place.folder / "backups" / f"{name}.backup"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Unavailable, match="does not open"):
        place.read(name)


def test_old_backups_go_with_what_only_they_needed_and_the_newest_stays(company: Company, place: Place) -> None:
    company.say(1)
    company.work()
    first = making.make(company.installation, place, None)
    company.say(2)
    company.work()
    second = making.make(company.installation, place, None)
    now = company.installation.clock.now()
    assert making.prune(place, timedelta(days=1), now) == []
    assert making.prune(place, timedelta(days=1), now + timedelta(days=2)) == [first.name]
    assert {path.name for path in files_of(place.folder / "objects")} - {"changing"} == set(place.needed_by(second))
    assert making.verify(place, second, keys_of(company)) == []
    assert making.prune(place, timedelta(days=1), now + timedelta(days=99)) == []


def test_two_are_not_at_work_in_one_place(company: Company, place: Place) -> None:
    with place.alone(), pytest.raises(Occupied):
        making.make(company.installation, place, None)


def test_a_full_disk_is_said_and_leaves_no_backup(company: Company, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    company.say(1)
    room = making.shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: room)
    with pytest.raises(Full, match="no room"):
        making.make(company.installation, place, None)
    assert place.names() == []
    assert not (company.installation.settings.data_dir / STAGING).exists()


def test_settings_go_without_secrets_and_can_be_read_again(tmp_path: Path) -> None:
    given = {
        "data_dir": tmp_path / "lost",
        "store.url": "postgresql+psycopg://ann:pass-word-1@db.example.com/golddust",
        "sms.twilio.auth_token": "token-1",
        "observe.otlp_headers": {"Authorization": "Bearer header-1"},
        "hooks.shop": {"verify": {"scheme": "standard", "secrets": ["whsec_bWFkZS11cC1zZWNyZXQ="]}, "map": {"text": 'a."b c"'}},
        "smtp.domains": ["example.com", 'quo"te.example.com'],
        "log.keep_days": 12,
    }
    written = without_secrets(load(None, given))
    assert [one for one in (b"pass-word-1", b"token-1", b"header-1", b"whsec_") if one in written] == []
    file = tmp_path / "golddust.toml"
    lines = written.decode().splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("hooks.")))  # which is none without its secrets
    again = load(file).settings
    assert (again.log.keep_days, again.smtp.domains) == (12, ("example.com", 'quo"te.example.com'))
    assert 'hooks.shop.map.text = "a.\\"b c\\""' in lines
    assert "# hooks.shop.verify.secrets is left out" in lines
    assert not [line for line in lines if line.startswith("data_dir")]  # a restore is somewhere else


def test_nothing_is_restored_over_anything_or_with_other_keys(company: Company, place: Place, tmp_path: Path) -> None:
    company.say(1)
    making.make(company.installation, place, None)
    manifest, keys = place.read("latest"), all_keys(company.installation.settings)
    with pytest.raises(Conflict, match="not empty"):
        restore(company.installation.settings, place, Wanted(manifest, keys))
    with pytest.raises(Unauthentic):
        restore(settings_at(tmp_path / "new"), place, Wanted(manifest, keys | {"links": bytes(32)}))
    with pytest.raises(Conflict, match="sqlite"):
        url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
        restore(settings_at(tmp_path / "new", **{"store.url": url}), place, Wanted(manifest, keys))
    assert not (tmp_path / "new").exists()


def test_what_was_under_way_is_done_again_and_nobody_is_told_twice(company: Company, place: Place, tmp_path: Path) -> None:
    """Tagged or not, asked for or not, waiting or being sent: of all that nobody knows whether it went out after the backup."""
    company.say(1)
    company.work()  # answered
    with writing(company.installation.engine) as connection:
        connection.execute(update(replies).values(state="waiting"))  # as if it had not been sent yet
    company.say(2)  # not even read
    manifest = making.make(company.installation, place, None)
    assert (manifest.rows["feedback"], manifest.records["golddust.intake"]) == (1, 2)
    with closing(restored(place, "latest", company, tmp_path / "new")) as there:
        assert rows(tmp_path / "new", "SELECT count(*) FROM feedback") == [(2,)]
        told = rows(tmp_path / "new", "SELECT state, why FROM replies")
        assert {state for state, _ in told} == {"sending"}
        assert {why for _, why in told} == {"it may have been sent after the backup was made"}
        note = read_note(there.settings)
        assert note is not None
        assert (note.backup, note.of) == (manifest.name, manifest.at)
        assert manifest.name in next(one.words for one in backup_findings(there))
        assert [standing.lag for standing in there.log.standings() if standing.lag] == []
        again = there.admission.audit.verify()
        assert (again.entries, again.breaks) == (1, ())
        assert there.originals.get(str(rows(tmp_path / "new", "SELECT original FROM feedback")[0][0]))


def test_log_and_store_are_of_one_moment_however_busy_they_are(company: Company, tmp_path: Path) -> None:
    """What a stage is done with on the log is in the store, and what the store gave away is on the log."""
    over, different, number = threading.Event(), set[int](), 0

    def talk() -> None:
        number = 0
        while not over.is_set():
            company.say(*range(number, number + 20))
            company.work()
            number += 20

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        while len(different) < 6:
            number += 1
            with moment.moment(company.installation) as seen:
                for name, connection in seen.files.items():
                    copy_to(connection, tmp_path / f"{number}.{name}")
            with (
                closing(sqlite3.connect(tmp_path / f"{number}.log.sqlite3")) as log,
                closing(sqlite3.connect(tmp_path / f"{number}.store.sqlite3")) as store,
            ):
                different.add(assert_of_one_moment(log, store))
    finally:
        over.set()
        talking.join()


def assert_of_one_moment(log: sqlite3.Connection, store: sqlite3.Connection) -> int:
    """Returns how many records the log has: as long as that stays the same, nothing is proved."""
    read = log.execute(
        "SELECT r.headers FROM records r JOIN topics t ON t.number = r.topic JOIN positions p ON p.topic = r.topic"
        " JOIN json_each(p.next) n ON n.key = r.partition"
        " WHERE t.name = 'feedback.received' AND p.consumers = 'store' AND r.position < n.value"
    ).fetchall()
    kept = {id for (id,) in store.execute("SELECT id FROM feedback")}  # noqa: A001
    assert {json.loads(headers)["ce_id"] for (headers,) in read} <= kept
    on_log = {json.loads(h)["ce_id"] for (h,) in log.execute("SELECT headers FROM records") if "complaints.event" in str(h)}
    waiting = {json.loads(h)["ce_id"] for (h,) in store.execute("SELECT headers FROM outbox")}
    assert {id for (id,) in store.execute("SELECT id FROM case_events")} <= on_log | waiting  # noqa: A001
    return int(log.execute("SELECT count(*) FROM records").fetchone()[0])


def test_the_doctor_says_whether_all_this_could_be_had_again(company: Company, tmp_path: Path) -> None:
    settings = company.installation.settings
    company.installation.settings = settings.model_copy(
        update={"backup": settings.backup.model_copy(update={"to": tmp_path / "place"})}
    )

    def found() -> list[tuple[str, str]]:
        return [(one.state, one.words) for one in backup_findings(company.installation)]

    company.say(1)
    assert found() == [("bad", "no sealed copy of the keys was made"), ("bad", f"there is none in {tmp_path / 'place'}")]
    seal_keys(settings, tmp_path / "keys.sealed", PASSPHRASE)
    place = Place(tmp_path / "place", backup_key(settings))
    making.make(company.installation, place, None)
    assert found() == [("good", "the newest is 0 h old")]
    (name,) = place.names()
    (place.folder / "backups" / f"{name}.backup").rename(place.folder / "backups" / "20250101T000000Z.backup")
    (unreadable, old) = found()  # its name is sealed with it
    assert (unreadable[0], "do not open" in unreadable[1], old[0]) == ("bad", True, "bad")


def test_the_metrics_say_when_the_newest_was_made(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation, registry = company.installation, CollectorRegistry()
    installation.metrics = PrometheusMetrics(registry)

    def told() -> float | None:
        measure_machine(installation)
        return registry.get_sample_value("golddust_backup_age_seconds")

    company.say(1)
    assert told() == 0
    place = place_of(company, tmp_path)
    settings = installation.settings
    installation.settings = settings.model_copy(update={"backup": settings.backup.model_copy(update={"to": place.folder})})
    assert told() == math.inf
    making.make(installation, place, None)
    assert 0 <= (told() or 0) < 3600

    def gone(*_: object) -> Never:
        raise OSError(errno.ESTALE, "a share that went away")

    monkeypatch.setattr(Path, "glob", gone)
    assert told() == math.inf


def test_what_came_after_the_backup_and_comes_again_is_asked_about_before_it_is_answered(company: Company) -> None:
    """Such as a text that Twilio still lists: its answer may have been sent by the golddust that was lost."""
    installation = company.installation
    before, now = installation.clock.now(), installation.clock.now
    company.say(1)
    write_note(installation.settings, Note("20260101T000000Z", before, now() + timedelta(seconds=60), 0))
    company.work()  # what carries answers here keeps no list, so nobody can be asked
    told = rows(installation.settings.data_dir, "SELECT state, tries, why FROM replies")
    assert [(state, tries) for state, tries, _ in told] in ([("sending", 1)], [("uncertain", 1)])
    assert "may have been sent after the backup" in told[0][2]


def test_what_a_log_that_was_not_lost_knows_is_not_in_doubt(company: Company) -> None:
    company.say(1)
    company.work()
    engine, now = company.installation.engine, company.installation.clock.now()
    with writing(engine) as connection:
        (request,) = connection.execute(update(replies).values(state="waiting").returning(replies.c.id)).scalars()
    assert doubt_all(engine, now, now) == 1
    outcome = ReplyOutcome(
        id="o" * 26, request=request, case="", customer="c", channel="email", state="sent", at=now, why="", provider_id="<1@x>"
    )
    assert (end_known(engine, [outcome]), end_known(engine, [outcome])) == (1, 0)
    assert rows(company.installation.settings.data_dir, "SELECT state, provider_id FROM replies") == [("sent", "<1@x>")]


def test_exit_codes_say_what_is_wrong(tmp_path: Path) -> None:
    golddust = Running(tmp_path / "data")

    def ended(*words: str) -> int:
        return ask(golddust, *words).returncode

    assert ended("backup") == 78
    assert ended("backup", "--to", str(tmp_path / "place")) == 1
    assert ended("backup", "keys", "--to", str(tmp_path / "keys")) == 1
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    assert ended("backup", "--to", str(tmp_path / "data" / "place")) == 78
    assert ended("backup", "--to", str(tmp_path / "place"), "--keep", "0") == 2
    assert ended("backup", "list", "--to", str(tmp_path / "place")) == 0
