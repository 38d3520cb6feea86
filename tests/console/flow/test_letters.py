"""Dead letters on the console: whatever they hold is text, who may see and do what, and what is written down of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from console.audit.chain import Entry as Line
from console.audit.chain import Looked
from golddust import topics
from golddust.bus.memory import MemoryLog
from golddust.errors import Conflict, Unavailable
from golddust.letters import GONE, Letters, ParkedLetters
from golddust.records import Entry
from tests.console.company import Company
from tests.console.conftest import form_token
from tests.console.flow.conftest import Browse
from tests.console.flow.plant import Plant

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(1)">'
LIST = "/console/streams/letters"


def lines(company: Company, *actions: str) -> list[Line]:
    """What the audit log says, the oldest first, of these actions."""
    return [one for one in reversed(company.admission.audit.entries(Looked(), 100)) if one.action in actions]


def send(browser: FlaskClient, path: str, **fields: str) -> "object":
    return browser.post(path, data={"csrf": form_token(browser, "/console/me")} | fields)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form for all of one reason."""
    form = re.search(r'<form method="post" action="/console/streams/parked/(?:retry|drop)">.*?</form>', page, re.DOTALL)
    assert form
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group()))


# --- whatever they hold


def test_hostile_words_are_text_on_every_page(plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(ATTACK.encode(), f"refused: {ATTACK}", key=ATTACK, name=ATTACK)
    group = f"stage=tag&kind=refused&until={ATTACK}"
    for path in (
        LIST,
        f"{LIST}?stage={ATTACK}&kind={ATTACK}&retried={ATTACK}",
        f"{LIST}/{letter}",
        f"/console/streams/parked/drop?{group}",
    ):
        page = boss.get(path)
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        assert "onerror=&#34;" in page.text or path != LIST, "it is there, as text"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b"", "nothing, 0 Bytes"),
        (b"caf\xe9 \xff\xfe", "3 places are"),
        (b"\x00\x01\x1b[31m", "␀␁␛[31m"),
        ("\u202e evil".encode(), "[U+202E] evil"),
        (b'{"a": [1, "<b>"]}', "&#34;&lt;b&gt;&#34;"),
        (b"[" * 100_000, "[[[["),
        (b"x" * 300_000, "This is its beginning"),
    ],
)
def test_any_bytes_can_be_looked_at(plant: Plant, boss: FlaskClient, value: bytes, shown: str) -> None:
    page = boss.get(f"{LIST}/{plant.park(value, 'no')}")
    assert page.status_code == 200
    assert shown in page.text


def test_a_foreign_record_among_the_letters_does_not_hide_the_others(plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no")
    plant.log.append([Entry(topics.DEADLETTERS, "k", b"\xff{", {}), Entry(topics.DEADLETTERS, "k", b"{}", {"ce_type": "theirs"})])
    assert f"{LIST}/{letter}" in boss.get(LIST).text


def test_a_letter_whose_record_is_gone_can_only_be_dropped(plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no")
    forgetful = Forgetful(plant.log)
    plant.letters = Letters(forgetful, plant.clock.now)
    page = boss.get(f"{LIST}/{letter}")
    assert page.status_code == 200
    assert "no longer holds it" in page.text
    assert "/retry" not in page.text
    refused = send(boss, f"{LIST}/{letter}/retry")
    assert (refused.status_code, plant.again()) == (409, [])
    assert send(boss, f"{LIST}/{letter}/drop", reason="gone").status_code == 303
    assert plant.letters.parked() == []


class Forgetful:
    """The same log, from which what was parked has vanished."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def browse(self, topic: str, *given: object, **more: object) -> object:
        return self._log.browse("nothing" if topic == topics.PARKED else topic, *given, **more)

    def fetch(self, _place: object) -> None:
        return None


def test_a_letter_that_never_was_is_not_found(boss: FlaskClient) -> None:
    assert boss.get(f"{LIST}/nothing").status_code == 404
    assert send(boss, f"{LIST}/nothing/retry").status_code == 404


# --- retry and drop


def test_a_retry_gives_the_record_to_its_stage_once(company: Company, plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no", key="ann", ce_id="7")
    answer = send(boss, f"{LIST}/{letter}/retry")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?retried=1")
    assert "One letter was given to their stage again." in boss.get(answer.location).text
    again = send(boss, f"{LIST}/{letter}/retry")
    assert again.status_code == 409
    assert "This letter was retried already." in again.text
    assert plant.again() == [b"poison"]
    plant.poison.clear()
    plant.work("tag", "store")
    assert "No letter waits" in boss.get(LIST).text
    said = lines(company, "did.retry_letter", "letters.retried", "refused.retry_letter")
    assert [(one.action, one.subject) for one in said] == [
        ("did.retry_letter", letter),
        ("letters.retried", letter),
        ("did.retry_letter", letter),
        ("refused.retry_letter", letter),
    ]


def test_a_drop_wants_a_reason_and_keeps_it(company: Company, plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no")
    without = send(boss, f"{LIST}/{letter}/drop", reason="  ")
    assert (without.status_code, len(plant.letters.parked())) == (422, 1)
    assert "Say why it is dropped" in without.text
    assert send(boss, f"{LIST}/{letter}/drop", reason=f"a test {ATTACK}").status_code == 303
    (line,) = lines(company, "letters.dropped")
    assert (line.subject, line.detail["reason"], line.detail["number"]) == (letter, f"a test {ATTACK}", 1)
    page = boss.get(f"{LIST}/{letter}").text
    assert ">dropped</span>" in page
    assert "/drop" not in page


def test_all_of_one_reason_are_retried_together_and_no_other(company: Company, plant: Plant, boss: FlaskClient) -> None:
    for number in range(450):
        plant.poison[b"%d" % number] = "no" if number % 3 else "the body is no JSON"
    plant.say(*plant.poison)
    plant.work("tag")
    page = boss.get(LIST).text
    assert "450 dead letters wait" in page
    answer = send(boss, "/console/streams/parked/retry", **{n: v for n, v in hidden(page).items() if n != "csrf"})
    assert answer.location == f"{LIST}?retried=300"
    assert sorted(plant.again()) == sorted(value for value, why in plant.poison.items() if why == "no")
    assert len(plant.letters.parked()) == 150
    (line,) = lines(company, "letters.retried")
    assert (line.subject, line.detail["number"]) == ("tag refused", 300)


def test_what_was_parked_after_the_page_was_made_is_not_dropped_with_it(plant: Plant, boss: FlaskClient) -> None:
    plant.park(b"seen", "no")
    page = boss.get(LIST).text
    link = re.search(r'href="(/console/streams/parked/drop[^"]*)"', page)
    assert link
    plant.clock.move(timedelta(seconds=1))
    unseen = plant.park(b"unseen", "no")
    asked = boss.get(link.group(1).replace("&amp;", "&"))
    assert "Drop this letter?" in asked.text
    given = {name: value for name, value in hidden(asked.text).items() if name != "csrf"}
    assert send(boss, "/console/streams/parked/drop", **given).status_code == 422
    assert len(plant.letters.parked()) == 2
    assert send(boss, "/console/streams/parked/drop", **given, reason="a test").location == f"{LIST}?dropped=1"
    assert [letter.id for letter in plant.letters.parked()] == [unseen]
    assert send(boss, "/console/streams/parked/drop", **given, reason="a test").status_code == 409


@pytest.mark.parametrize("until", ["yesterday", "2026-11-24", "2026-11-24T09:00:00+05:00"])
def test_a_page_that_we_did_not_make_decides_nothing(plant: Plant, boss: FlaskClient, until: str) -> None:
    plant.park(b"poison", "no")
    answer = send(boss, "/console/streams/parked/retry", stage="tag", kind="refused", until=until)
    assert (answer.status_code, plant.again()) == (422, [])


def test_two_who_decide_at_the_same_moment_do_so_once(plant: Plant, boss: FlaskClient, browse: Browse) -> None:
    letter = plant.park(b"poison", "no")
    other = browse("admin")
    pages = [browser.get(f"{LIST}/{letter}").text for browser in (boss, other)]
    assert all("/retry" in page for page in pages)
    answers = [send(boss, f"{LIST}/{letter}/retry"), send(other, f"{LIST}/{letter}/drop", reason="a test")]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert plant.letters.find(letter).state == "retried"
    assert plant.again() == [b"poison"]


class Interrupted:
    """The same log; whoever else waits for it decides just when the first is about to append."""

    def __init__(self, log: MemoryLog, meanwhile: Callable[[], object]) -> None:
        self._log = log
        self._meanwhile = [meanwhile]

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def copier(self, name: str) -> object:
        inner, meanwhile = self._log.copier(name), self._meanwhile

        class Copier:
            positions, close = inner.positions, inner.close

            def append(self, *given: object) -> None:
                if meanwhile:
                    meanwhile.pop()()
                inner.append(*given)

        return Copier()


def test_of_two_processes_the_later_one_is_told_that_the_other_was_quicker(plant: Plant) -> None:
    plant.park(b"poison", "no")
    (letter,) = plant.letters.parked()
    elsewhere = Letters(plant.log, plant.clock.now)
    here = Letters(Interrupted(plant.log, lambda: elsewhere.drop(letter)), plant.clock.now)
    with pytest.raises(Conflict, match="dropped already"):
        here.retry(letter)
    assert plant.again() == []


def test_a_decision_whose_answer_was_lost_is_not_made_twice(plant: Plant) -> None:
    plant.park(b"poison", "no")
    (letter,) = plant.letters.parked()
    log = plant.log

    class Deaf:
        """Appends, and then says that it is away."""

        def __init__(self) -> None:
            self.left = 1

        def __getattr__(self, name: str) -> object:
            return getattr(log, name)

        def copier(self, name: str) -> object:
            inner, outer = log.copier(name), self

            class Copier:
                positions, close = inner.positions, inner.close

                def append(self, *given: object) -> None:
                    inner.append(*given)
                    if outer.left:
                        outer.left -= 1
                        raise Unavailable("no answer")

            return Copier()

    Letters(Deaf(), plant.clock.now).retry(letter)
    assert plant.again() == [b"poison"]


def test_letters_are_read_again_only_when_some_were_written(plant: Plant) -> None:
    plant.park(b"poison", "no")
    read = []
    parked = ParkedLetters(lambda: read.append(1) or plant.letters)
    for _ in range(3):
        assert len(parked.all(plant.log.tallies())) == 1
    assert len(read) == 1
    plant.letters.drop(plant.letters.parked()[0])
    assert parked.all(plant.log.tallies()) == []


def test_what_was_decided_about_leaves_no_copy_behind(plant: Plant) -> None:
    letter = plant.park(b"poison", "no")
    plant.letters.drop(plant.letters.find(letter))
    copies = plant.log.browse(topics.PARKED, until_now=True).read(10, 0)
    assert [GONE in copy.headers for copy in copies] == [False, True]


# --- who may


def test_who_may_not_see_a_record_sees_where_it_lies_and_why(company: Company, plant: Plant, browse: Browse) -> None:
    letter = plant.park(b"what Ann wrote", "no")
    for role in ("viewer", "agent"):
        browser = browse(role)
        page = browser.get(LIST).text
        assert "One dead letter waits" in page
        assert "what Ann wrote" not in page
        assert f'href="{LIST}/{letter}"' not in page
        assert "Retry" not in page
        assert browser.get(f"{LIST}/{letter}").status_code == 403
        for path in (f"{LIST}/{letter}/retry", f"{LIST}/{letter}/drop"):
            assert send(browser, path, reason="x").status_code == 403
    assert len(plant.letters.parked()) == 1
    assert lines(company, "saw.letter") == []


def test_whoever_sees_a_record_is_written_down(company: Company, plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"what Ann wrote", "no")
    assert "what Ann wrote" in boss.get(f"{LIST}/{letter}").text
    assert [(one.actor, one.subject) for one in lines(company, "saw.letter")] == [("the manager", letter)]


def test_a_form_of_somebody_elses_does_nothing(plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no")
    assert boss.post(f"{LIST}/{letter}/retry", data={"csrf": "guessed"}).status_code == 403
    assert plant.again() == []


def test_a_long_list_has_pages(plant: Plant, boss: FlaskClient) -> None:
    for number in range(60):
        plant.poison[b"%d" % number] = f"no {number}"
    plant.say(*plant.poison)
    plant.work("tag")
    first, rest = boss.get(LIST).text, boss.get(f"{LIST}?skip=50").text
    assert (first.count("letter-row"), rest.count("letter-row")) == (50, 10)
    assert 'rel="next"' in first
    assert 'rel="prev"' in rest
