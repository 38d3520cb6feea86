"""One suite for what is fetched, on each engine: every file once, however it comes, and each that cannot be had says why."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, delete

from golddust.clamd import Scanner
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema.media import media as media_table
from golddust.errors import NotFound, Unavailable
from golddust.events import Attachment, Feedback
from golddust.metrics import NoMetrics
from golddust.ports import Originals
from sinks.media import rows
from sinks.media.fetching import LONGEST_PAUSE, MISSING_TRIES, Fetching
from sinks.media.options import Options
from sinks.media.rows import CLAIM_LASTS, Medium
from sinks.media.twilio import TwilioMedia, TwilioSource
from sinks.originals.folder import FolderOriginals
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.services import media
from tests.services.clamd import HARMFUL, MOST, NAME, RunningClamd
from tests.services.media import ACCOUNT, JPEG, MediaServer, Play, gives, path_of, says, sends_to, url_of
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, records, said

SETTLES = 100
"""More rounds than anything here needs."""


class PowerCut(BaseException):
    """The process ends here."""


def texted(name: str, *urls: str, kind: str = "image/jpeg", **fields: object) -> Feedback:
    """A text message that came with these."""
    files = tuple(Attachment(name=url.rsplit("/", 1)[-1], type=kind, url=url) for url in urls)
    return said(name, address=BEN_TEXTS, attachments=files, **fields)


@dataclass(slots=True)
class Darkroom:
    """One database, the originals, a server in Twilio's place and what fetches from it."""

    engine: Engine
    originals: Originals
    server: MediaServer
    clock: MovableClock = field(default_factory=lambda: MovableClock(MONDAY))
    tokens: dict[str, list[str]] = field(default_factory=lambda: {ACCOUNT: ["made-up"]})
    options: Options = field(default_factory=lambda: Options.model_validate({"size_limit": 10_000, "time_limit": 20}))

    def store(self, *events: Feedback) -> None:
        assert all_done(Store(self.engine).write(records(events)))

    def fetching(self, originals: Originals | None = None, scanner: Scanner | None = None) -> Fetching:
        source = TwilioSource(TwilioMedia(self.tokens, self.server.url), self.options)
        return Fetching(self.engine, originals or self.originals, source, self.options, self.clock, NoMetrics(), scanner)

    def fetch_all(self) -> None:
        """Until nothing is due."""
        fetching = self.fetching()
        for _ in range(SETTLES):
            if not fetching.fetch_next():
                return
        raise AssertionError("it never ends")

    def pass_time(self, by: timedelta, step: timedelta) -> None:
        fetching = self.fetching()
        for _ in range(int(by / step)):
            while fetching.fetch_next():
                pass
            self.clock.move(step)

    def of(self, one: Feedback) -> list[Medium]:
        return sorted(rows.listed(self.engine, one.id), key=lambda row: row.number)

    def the_one(self, one: Feedback) -> Medium:
        (found,) = self.of(one)
        return found


@pytest.fixture
def darkroom(database: Engine, media_server: MediaServer, tmp_path: Path) -> Darkroom:
    return Darkroom(database, FolderOriginals(tmp_path / "originals", b"3" * 32), media_server)


def test_a_picture_is_kept_beside_the_original_byte_for_byte(darkroom: Darkroom) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.fetch_all()
    row = darkroom.the_one(one)
    assert (row.state, row.why, row.type, row.size, row.tries) == ("stored", "", "image/jpeg", len(JPEG), 1)
    assert darkroom.originals.get(row.original) == JPEG


def test_three_pictures_without_words_are_all_kept(darkroom: Darkroom) -> None:
    pictures = [JPEG + bytes([n]) for n in range(3)]
    for n, picture in enumerate(pictures):
        darkroom.server.plan(path_of(n), sends_to(f"{darkroom.server.storage_url}/{n}"))
        darkroom.server.plan(f"/{n}", gives(picture))
    one = texted("a", *(url_of(n) for n in range(3)), text="")
    darkroom.store(one)
    darkroom.fetch_all()
    assert [darkroom.originals.get(row.original) for row in darkroom.of(one)] == pictures
    assert ["authorization" in asked.headers for asked in darkroom.server.stored] == [False] * 3


def test_ten_pictures_are_ten(darkroom: Darkroom) -> None:
    one = texted("a", *(url_of(n) for n in range(10)))
    darkroom.store(one)
    darkroom.fetch_all()
    assert [(row.number, row.state) for row in darkroom.of(one)] == [(n, "stored") for n in range(1, 11)]


def test_the_same_picture_twice_is_two_rows_and_one_file(darkroom: Darkroom, tmp_path: Path) -> None:
    one, two = texted("a", url_of(1), url_of(2)), texted("b", url_of(3))
    darkroom.store(one, two)
    darkroom.fetch_all()
    assert len({row.original for row in (*darkroom.of(one), *darkroom.of(two))}) == 1
    assert len([path for path in (tmp_path / "originals").rglob("*") if path.is_file()]) == 1


def test_a_message_that_comes_again_is_fetched_once(darkroom: Darkroom) -> None:
    one = texted("a", url_of())
    for _ in range(3):
        darkroom.store(one, one)
        darkroom.fetch_all()
    assert len(darkroom.server.asked) == 1


def test_a_new_reading_with_the_same_address_keeps_what_was_fetched_and_another_address_is_fetched(darkroom: Darkroom) -> None:
    one = texted("a", url_of(1))
    darkroom.store(one)
    darkroom.fetch_all()
    darkroom.store(replace(one, revision=1))
    darkroom.fetch_all()
    assert len(darkroom.server.asked) == 1
    darkroom.server.plan(path_of(2), gives(JPEG + b"2"))
    darkroom.store(replace(texted("a", url_of(2)), revision=2))
    darkroom.store(one)
    darkroom.fetch_all()
    assert darkroom.originals.get(darkroom.the_one(one).original) == JPEG + b"2"


@pytest.mark.parametrize("says_of_the_new", [404, 410, 500])
def test_what_was_fetched_stays_named_until_another_address_is_fetched(darkroom: Darkroom, says_of_the_new: int) -> None:
    one = texted("a", url_of(1))
    darkroom.store(one)
    darkroom.fetch_all()
    stored = darkroom.the_one(one).original
    darkroom.server.plan(path_of(2), says(says_of_the_new))
    darkroom.store(replace(texted("a", url_of(2)), revision=2))
    assert (darkroom.the_one(one).state, darkroom.the_one(one).original) == ("waiting", stored)
    darkroom.pass_time(timedelta(hours=8), timedelta(minutes=10))
    assert darkroom.the_one(one).state != "stored"
    assert darkroom.the_one(one).original == stored
    assert darkroom.originals.get(stored) == JPEG


def test_what_came_with_the_message_itself_needs_no_fetching(darkroom: Darkroom) -> None:
    darkroom.store(said("mail", attachments=(Attachment(name="bill.pdf", type="application/pdf", size=3),)))
    assert rows.listed(darkroom.engine) == []


def test_a_picture_that_is_late_is_waited_for(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(404), says(404), gives(JPEG))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.pass_time(timedelta(seconds=10), timedelta(seconds=1))
    assert (darkroom.the_one(one).state, darkroom.the_one(one).tries) == ("stored", 3)


def test_one_that_stays_missing_is_gone_after_an_hour(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(404))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.pass_time(timedelta(minutes=60), timedelta(seconds=10))
    assert darkroom.the_one(one).state == "waiting"
    darkroom.pass_time(timedelta(minutes=60), timedelta(minutes=1))
    row = darkroom.the_one(one)
    assert (row.state, row.tries) == ("refused", MISSING_TRIES)
    assert row.why.startswith("it is gone: 127.0.0.1 answered 404")


def test_tokens_that_do_not_work_are_waited_for(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(401), gives(JPEG))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.fetch_all()
    assert (darkroom.the_one(one).state, darkroom.the_one(one).why) == (
        "waiting",
        "127.0.0.1 answered 401: it does not let us in",
    )
    darkroom.pass_time(timedelta(minutes=2), timedelta(seconds=30))
    assert darkroom.the_one(one).state == "stored"


def test_an_account_without_a_token_keeps_nobody_else_waiting(darkroom: Darkroom) -> None:
    one, two = texted("a", url_of(1, "AC" + "0" * 32)), texted("b", url_of(2))
    darkroom.store(one, two)
    darkroom.fetch_all()
    assert darkroom.the_one(one).why.startswith("no token of the account AC00")
    assert darkroom.the_one(two).state == "stored"


def test_a_provider_that_is_throttling_is_left_alone_as_long_as_it_says(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(1), says(429, Retry_After="90"), gives(JPEG))
    one, two = texted("a", url_of(1)), texted("b", url_of(2), received_at=MONDAY + timedelta(microseconds=1))
    darkroom.clock.move(timedelta(seconds=1))
    darkroom.store(one, two)
    darkroom.pass_time(timedelta(seconds=80), timedelta(seconds=10))
    assert len(darkroom.server.asked) == 1
    darkroom.pass_time(timedelta(seconds=30), timedelta(seconds=10))
    assert {row.state for row in rows.listed(darkroom.engine)} == {"stored"}


def test_after_a_rest_everything_goes_on(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(1), says(429, Retry_After="90"), gives(JPEG))
    one = texted("a", url_of(1))
    darkroom.store(one)
    fetching = darkroom.fetching()
    fetching.fetch_next()
    assert fetching.fetch_next() == 0
    darkroom.clock.move(timedelta(seconds=91))
    fetching.fetch_next()
    assert darkroom.the_one(one).state == "stored"


def test_a_provider_that_is_away_is_left_alone_for_longer_and_longer(darkroom: Darkroom) -> None:
    for n in range(40):
        darkroom.server.plan(path_of(n), says(500))
    darkroom.store(*(texted(str(n), url_of(n)) for n in range(40)))
    darkroom.pass_time(timedelta(minutes=10), timedelta(seconds=1))
    assert len(darkroom.server.asked) < 15
    darkroom.server.plans.clear()
    darkroom.pass_time(timedelta(minutes=20), timedelta(seconds=5))
    assert {row.state for row in rows.listed(darkroom.engine)} == {"stored"}


def test_what_cannot_be_had_for_days_is_given_up_with_its_reason(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(503))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.pass_time(timedelta(days=6, hours=23), timedelta(hours=1))
    assert darkroom.the_one(one).state == "waiting"
    darkroom.pass_time(timedelta(hours=3), timedelta(hours=1))
    assert (darkroom.the_one(one).state, darkroom.the_one(one).why) == (
        "given_up",
        "given up after 7 days: 127.0.0.1 answered 503",
    )


def test_days_without_a_fetcher_do_not_count(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(503), gives(JPEG))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.clock.move(timedelta(days=30))
    darkroom.pass_time(timedelta(minutes=2), timedelta(seconds=10))
    assert darkroom.the_one(one).state == "stored"


@pytest.mark.parametrize(
    ("play", "why"),
    [
        (media.endless, "larger than"),
        (media.claims_to_be_huge, "larger than"),
        (says(410), "it is gone: 127.0.0.1 answered 410"),
        (says(400), "answered 400"),
        (gives(b"MZ\x90\0\3\0\0\0"), "it is of no type that we know, and [media] types does not take that"),
        (gives(b"PK\3\4\x14\0"), "it is application/zip, and [media] types does not take that"),
        (sends_to("http://169.254.169.254/latest/"), "no public address"),
        (sends_to("file:///etc/passwd"), "'file'"),
    ],
)
def test_what_is_not_to_be_had_is_refused_with_its_reason(darkroom: Darkroom, tmp_path: Path, play: Play, why: str) -> None:
    darkroom.server.plan(path_of(), play)
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.fetch_all()
    row = darkroom.the_one(one)
    assert (row.state, row.original) == ("refused", "")
    assert why in row.why
    assert not (tmp_path / "originals").exists()


@pytest.mark.parametrize("play", [media.resets, media.breaks_off(JPEG), media.babbles, says(500), sends_to("/loop")])
def test_a_fault_on_the_way_is_tried_again(darkroom: Darkroom, play: Play) -> None:
    darkroom.server.plan("/loop", sends_to("/loop"))
    darkroom.server.plan(path_of(), play, gives(JPEG))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "waiting"
    darkroom.pass_time(timedelta(minutes=1), timedelta(seconds=5))
    assert darkroom.the_one(one).state == "stored"


def test_a_slow_one_holds_up_the_next_no_longer_than_its_time(darkroom: Darkroom) -> None:
    darkroom.options = Options.model_validate({"time_limit": 0.3})
    darkroom.server.plan(path_of(1), media.drips_body)
    one, two = texted("a", url_of(1)), texted("b", url_of(2))
    darkroom.store(one, two)
    darkroom.fetch_all()
    assert darkroom.the_one(one).why == "127.0.0.1 took longer than 0.3 s"
    assert darkroom.the_one(two).state == "stored"


def test_an_address_that_is_not_twilios_is_asked_for_nowhere(darkroom: Darkroom) -> None:
    one = texted("a", "http://169.254.169.254/latest/meta-data/")
    darkroom.store(one)
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "refused"
    assert darkroom.server.asked == []


def test_a_file_that_is_not_what_it_was_said_to_be_is_kept_and_marked(darkroom: Darkroom) -> None:
    one, two = texted("a", url_of(1), kind="image/png"), texted("b", url_of(2), kind="image/jpg")
    darkroom.store(one, two)
    darkroom.fetch_all()
    row = darkroom.the_one(one)
    assert (row.state, row.type, row.why) == ("stored", "image/jpeg", "it was said to be image/png")
    assert darkroom.the_one(two).why == ""


class DiesAfter:
    """Originals of a process that ends when the bytes are on the disk."""

    def __init__(self, originals: Originals) -> None:
        self.put_before = originals

    def put(self, contents: list[bytes]) -> list[str]:
        self.put_before.put(contents)
        raise PowerCut

    def get(self, reference: str) -> bytes:
        return self.put_before.get(reference)

    def delete(self, reference: str) -> None:
        self.put_before.delete(reference)


@pytest.mark.parametrize("alone", [True, False])
def test_a_process_that_dies_between_keeping_and_noting_leaves_one_file(darkroom: Darkroom, tmp_path: Path, alone: bool) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    with pytest.raises(PowerCut):
        darkroom.fetching(DiesAfter(darkroom.originals)).fetch_next()
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "waiting"
    if alone:
        darkroom.fetching().take_over()
        darkroom.clock.move(timedelta(seconds=2))
    else:
        darkroom.clock.move(CLAIM_LASTS)
    darkroom.fetch_all()
    row = darkroom.the_one(one)
    assert (row.state, row.tries) == ("stored", 2)
    assert [path.name for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [row.original]


def test_a_file_that_ends_every_process_ends_by_itself_and_is_tried_less_and_less_often(darkroom: Darkroom) -> None:
    class Ends:
        def fetch(self, url: str) -> bytes:
            raise PowerCut(url)

    one = texted("a", url_of())
    darkroom.store(one)
    ended = 0
    for _ in range(9 * 24 * 2):
        fetching = Fetching(darkroom.engine, darkroom.originals, Ends(), darkroom.options, darkroom.clock, NoMetrics())
        fetching.take_over()
        try:
            fetching.fetch_next()
        except PowerCut:
            ended += 1
        darkroom.clock.move(timedelta(minutes=30))
    assert darkroom.the_one(one).why == "given up: the process died while fetching it, time and again"
    assert ended < 220


def test_what_came_before_there_were_rows_is_noted_when_the_store_is_replayed(darkroom: Darkroom) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    with writing(darkroom.engine) as connection:
        connection.execute(delete(media_table))
    darkroom.store(one)
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "stored"


def test_whoever_was_too_slow_changes_nothing_any_more(darkroom: Darkroom) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    slow = rows.claim_next(darkroom.engine, darkroom.clock.now(), lambda _: timedelta(0))
    assert slow is not None
    darkroom.clock.move(CLAIM_LASTS)
    darkroom.fetch_all()
    assert not rows.finish(darkroom.engine, slow, "refused", darkroom.clock.now(), "too late")
    rows.wait(darkroom.engine, slow, darkroom.clock.now(), darkroom.clock.now(), "too late")
    assert darkroom.the_one(one).state == "stored"


def test_many_processes_fetch_each_file_once(darkroom: Darkroom) -> None:
    darkroom.store(*(texted(str(n), url_of(n)) for n in range(20)))
    workers = [threading.Thread(target=darkroom.fetch_all) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {row.state for row in rows.listed(darkroom.engine)} == {"stored"}
    assert sorted(asked.path for asked in darkroom.server.asked) == sorted(path_of(n) for n in range(20))


class Full:
    """Originals on a full disk."""

    def put(self, contents: list[bytes]) -> list[str]:
        raise Unavailable(f"no room for {len(contents)}")

    def get(self, reference: str) -> bytes:
        raise NotFound(reference)

    def delete(self, reference: str) -> None:
        pass


def test_without_room_it_waits_and_is_not_lost(darkroom: Darkroom) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    with pytest.raises(Unavailable, match="no room"):
        darkroom.fetching(Full()).fetch_next()
    assert (darkroom.the_one(one).state, darkroom.the_one(one).why) == ("waiting", "no room for 1")
    darkroom.clock.move(timedelta(minutes=1))
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "stored"


@pytest.mark.service
def test_what_the_scanner_finds_harmful_is_not_kept(darkroom: Darkroom, clamd: RunningClamd, tmp_path: Path) -> None:
    darkroom.options = Options.model_validate({})
    huge = JPEG + bytes(MOST)
    for n, picture in enumerate((JPEG + HARMFUL, JPEG, huge)):
        darkroom.server.plan(path_of(n), gives(picture))
    one = texted("a", *(url_of(n) for n in range(3)))
    darkroom.store(one)
    fetching = darkroom.fetching(scanner=Scanner(clamd.socket, 30.0))
    while fetching.fetch_next():
        pass
    told = [(row.state, row.why) for row in darkroom.of(one)]
    assert told == [
        ("refused", f"infected: {NAME}"),
        ("stored", ""),
        ("stored", "not scanned: larger than the scanner takes"),
    ]
    assert len([path for path in (tmp_path / "originals").rglob("*") if path.is_file()]) == 2


def test_while_the_scanner_is_away_files_wait(darkroom: Darkroom, tmp_path: Path) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    with pytest.raises(Unavailable, match="clamd"):
        darkroom.fetching(scanner=Scanner(f"unix:{tmp_path}/none", 1.0)).fetch_next()
    assert darkroom.the_one(one).why == "clamd does not answer: No such file or directory"
    darkroom.clock.move(timedelta(seconds=30))
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "stored"


def test_what_can_never_be_scanned_holds_up_others_less_and_less_and_ends_with_its_own_reason(
    darkroom: Darkroom, tmp_path: Path
) -> None:
    one = texted("a", url_of())
    darkroom.store(one)
    fetching, tries = darkroom.fetching(scanner=Scanner(f"unix:{tmp_path}/none", 1.0)), 0
    for _ in range(300):
        try:
            fetching.fetch_next()
        except Unavailable:
            tries += 1
        darkroom.clock.move(timedelta(hours=1))
    row = darkroom.the_one(one)
    assert row.state == "given_up"
    assert row.why.endswith("it could not be scanned or kept: clamd does not answer: No such file or directory")
    assert tries > MISSING_TRIES


def test_pauses_grow_and_have_an_end(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(500))
    one = texted("a", url_of())
    darkroom.store(one)
    pauses = []
    for _ in range(15):
        before = darkroom.clock.now()
        darkroom.fetching().fetch_next()
        pause = darkroom.the_one(one).next_try_at - before
        pauses.append(pause.total_seconds())
        darkroom.clock.move(pause)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5.0, LONGEST_PAUSE)


def test_what_was_refused_is_asked_for_again_by_hand(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(), says(410), gives(JPEG))
    one = texted("a", url_of())
    darkroom.store(one)
    darkroom.fetch_all()
    assert rows.retry(darkroom.engine, one.id, 0, darkroom.clock.now()) == 1
    darkroom.fetch_all()
    assert darkroom.the_one(one).state == "stored"
    with pytest.raises(NotFound, match="--failed"):
        rows.retry(darkroom.engine, one.id, 1, darkroom.clock.now())


def test_the_archive_says_of_each_file_how_it_stands(darkroom: Darkroom) -> None:
    darkroom.server.plan(path_of(1), gives(b"PK\3\4"))
    one = texted("a", url_of(0), url_of(1), url_of(2), kind="image/png")
    darkroom.store(one, said("b"))
    fetching = darkroom.fetching()
    fetching.fetch_next()
    fetching.fetch_next()
    found = StoredArchive(darkroom.engine).one(one.id)["attachments"]
    stored, refused, waiting = ({name: file[name] for name in ("type", "size", "state", "why")} for file in found)
    assert stored == {"type": "image/jpeg", "size": len(JPEG), "state": "stored", "why": "it was said to be image/png"}
    assert refused["state"] == "refused"
    assert waiting == {"type": "image/png", "size": 0, "state": "waiting", "why": ""}
