"""The mail: what it says of a made-up company's week, and that nothing in it is anybody's address, or anything but text."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from console.digest.content import Digest, gathered
from console.digest.letter import letter, subject
from console.digest.readers import Reader
from console.digest.weeks import over
from golddust.database.engine import writing
from golddust.database.schema import contacts
from golddust.digest import Letter
from golddust.ports import Resolution
from tests.console.company import START, Company
from tests.console.test_pages import ATTACK

LATE = "My parcel is {} weeks late, the delivery is terrible and nobody answers."
KIND = "Thank you, the woman in your shop was so kind and friendly! Number {}."
CONSOLE = "https://console.example.com"
LEAVE = f"{CONSOLE}/console/digest/leave/token"
WEEK = timedelta(days=7)
MIA = Reader("mia", "mia@example.com", ("logistics",))


class _Seen(HTMLParser):
    """The elements, and where what they name is."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("src", "background", "poster"):
                self.fetched.append(value or "")
            if name == "href":
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def seen(one: Letter) -> _Seen:
    parser = _Seen()
    parser.feed(one.html)
    return parser


def tell(company: Company) -> None:
    """Nine weeks: two complaints a week, and in the last one nine, some praise, and a case that is resolved."""
    company.clock.move(-9 * WEEK)
    for week in range(9):
        for number in range(9 if week == 8 else 2):
            company.hear(LATE.format(number + 2), address=f"+1202555{100 + number:04}", name=f"Zebediah Quux{week}x{number}")
        company.clock.move(WEEK)
    company.clock.move(-WEEK)
    said = company.hear("Sending it back is far too complicated, the return label is wrong.", address="gone@example.com")
    case = company.case_of(said)
    company.register.resolve(case.id, Resolution("We looked.", "Sorry.", "Our fault.", "Put right."), "mia", case.version)
    for number in range(3):
        company.hear(KIND.format(number), address=f"kind{number}@example.com", name="Zebediah Kindly", channel="form")
    company.clock.move(WEEK)


@pytest.fixture
def told(company: Company) -> Company:
    tell(company)
    return company


def digest_of(company: Company, name: str = "") -> Digest:
    now = company.clock.now()
    return gathered(company.insight, company.archive, over(name, now.astimezone(company.insight.feedback.zone).date()), now)


def test_the_week_is_told_against_the_one_before_and_the_usual(told: Company) -> None:
    digest = digest_of(told)
    assert (digest.moods.said, digest.before.said, digest.usual) == (13, 2, 2.0)
    assert ("delivery", "rising") in [(one.topic, one.direction) for one in digest.changes]
    assert subject(digest) == "Week 47: 13 messages, 77 of 100 in a bad mood"
    assert ("people", 3) in [(one.team, one.mentions) for one in digest.praise]
    assert digest.now
    assert sum(one.cases for one in digest.waiting) > 5
    assert digest.promises


def test_any_week_before_has_its_own(told: Company) -> None:
    earlier = digest_of(told, "2026-W45")
    assert (earlier.moods.said, earlier.changes, earlier.now, earlier.waiting) == (2, [], False, ())


def test_plain_text_is_complete_by_itself(told: Company) -> None:
    mail = letter(digest_of(told), MIA, CONSOLE, LEAVE)
    said = ("delivery and waiting more than usual", "13 messages", "YOUR TOPICS (LOGISTICS)", "IN THEIR WORDS", "PROMISES")
    for words in (*said, "PRAISE", "WHERE CASES WAIT NOW", f"{CONSOLE}/console/insight/digest?week=2026-W47", LEAVE):
        assert words in mail.text
    assert max(map(len, mail.text.splitlines())) < 130


def test_what_concerns_the_readers_teams_comes_first(told: Company) -> None:
    digest = digest_of(told)
    mine, anybodys = (letter(digest, reader, CONSOLE, LEAVE) for reader in (MIA, Reader("noah", "noah@example.com")))
    assert mine.text.index("YOUR TOPICS") < mine.text.index("WHAT STANDS OUT")
    assert "For logistics" in mine.html
    assert "YOUR TOPICS" not in anybodys.text
    assert "For logistics" not in anybodys.html


def test_praise_reaches_whom_it_names(told: Company) -> None:
    told.clock.move(-WEEK)
    told.hear("Thank you, Priya was so kind and helpful today, a great service!", address="glad@example.com")
    told.clock.move(WEEK)
    digest = digest_of(told)
    named, others = (letter(digest, Reader(name, f"{name}@example.com"), CONSOLE, LEAVE) for name in ("priya", "noah"))
    assert "YOU WERE PRAISED" in named.text
    assert "Priya was so kind" in named.text
    assert "You were praised" in named.html
    assert "YOU WERE PRAISED" not in others.text


def test_pictures_come_with_the_mail_and_nothing_is_fetched(told: Company) -> None:
    mail = letter(digest_of(told), MIA, CONSOLE, LEAVE)
    looked = seen(mail)
    assert {cid.removeprefix("cid:") for cid in looked.fetched} <= set(mail.pictures)
    assert len(looked.fetched) == len(mail.pictures) >= 2
    assert all(picture.startswith(b"\x89PNG") for picture in mail.pictures.values())
    assert all(link.startswith(CONSOLE) for link in looked.links)
    assert not looked.tags & {"script", "link", "iframe", "form", "object"}
    assert "url(" not in mail.html
    assert "@import" not in mail.html


def test_what_was_mended_is_told_in_its_week_and_what_came_back_after_it(told: Company) -> None:
    told.clock.move(-WEEK)
    said = told.hear("The glass in my lamp was broken again, that is very bad quality.", address="lamp@example.com")
    cause = told.known_causes.create("The new carton is too thin", [told.case_of(said).id], "mia")
    told.known_causes.mend(str(cause.number), "The old carton is back", "mia")
    told.clock.move(WEEK)
    mail = letter(digest_of(told), MIA, CONSOLE, LEAVE)
    assert "CAUSES THAT WERE MENDED" in mail.text
    assert "The new carton is too thin: The old carton is back (1 customer reported" in " ".join(mail.text.split())
    assert "The new carton is too thin" in mail.html
    assert "The new carton is too thin" not in letter(digest_of(told, "2026-W45"), MIA, CONSOLE, LEAVE).text


def test_what_a_digest_said_of_a_cause_stays_when_it_comes_back_later(told: Company) -> None:
    told.clock.move(-WEEK)
    said = told.hear("The glass in my lamp was broken again, that is very bad quality.", address="lamp@example.com")
    cause = told.known_causes.create("The new carton is too thin", [told.case_of(said).id], "mia")
    told.known_causes.mend(str(cause.number), "The old carton is back", "mia")
    told.clock.move(WEEK)
    before = digest_of(told)
    late = told.hear("The glass of my new lamp came broken, that is very bad quality.", address="late@example.com")
    told.known_causes.open(str(cause.number), "mia")
    told.known_causes.add(str(cause.number), [told.case_of(late).id], "mia")
    assert [one.title for one in told.insight.cases.outcomes(10) if one.after] == [cause.title]  # as it is now
    assert digest_of(told).back == before.back == []


def test_no_address_no_number_and_no_name_of_a_customer_is_in_it(told: Company) -> None:
    mail = letter(digest_of(told), MIA, CONSOLE, LEAVE)
    for whole in (mail.html, mail.text, mail.subject):
        assert not re.search(r"(?<!mia)@(?!digest\.golddust|media|import)\w", whole)
        assert not re.search(r"\+?1?202555\d|cust_|Zebediah|Quux|Kindly", whole)


def test_whoever_says_anything_it_stays_text(told: Company) -> None:
    told.clock.move(-WEEK)
    hostile = [
        f"{ATTACK} My parcel is late again, the delivery is terrible!",
        "The delivery is terrible\r\nBcc: everybody@example.com\r\n\r\nmy parcel is late",
        "מה קורה עם המשלוח שלי, המשלוח מאחר מאוד ואף אחד לא עונה \u202e txt.exe",
        "Terrible delivery \U0001f621\U0001f621 my parcel is so very late \U0001f4e6",
    ]
    for number, text in enumerate(hostile):
        told.hear(text, address=f"hostile{number}@example.com", name=ATTACK)
    told.insight.feedback.note((START - 2 * WEEK).date(), ATTACK[:200], "mia")
    told.clock.move(WEEK)
    digest = digest_of(told)
    mail = letter(digest, Reader(ATTACK, "mia@example.com", ("logistics",), called=ATTACK), CONSOLE, LEAVE)
    looked = seen(mail)
    assert not looked.tags & {"script", "svg"}
    assert not looked.handlers
    assert all(source.startswith("cid:") for source in looked.fetched)
    assert "\n" not in mail.subject
    assert "\u202e" not in mail.html + mail.text


def test_a_week_in_which_nobody_wrote_is_told_too(company: Company) -> None:
    mail = letter(digest_of(company), MIA, CONSOLE, LEAVE)
    assert mail.subject == "Week 47: nobody wrote to us"
    assert "Nobody wrote to us this week." in mail.text
    assert "Nobody wrote to us this week." in mail.html
    assert [name.partition(".")[0] for name in mail.pictures] == ["mood", "mood-dark"]


def test_a_name_that_was_learnt_later_is_in_no_quotation(told: Company) -> None:
    with writing(told.engine) as connection:
        connection.execute(update(contacts).values(name="Parcel Terrible"))
    assert not [one for one in digest_of(told).every_saying if "parcel" in one.text.casefold()]
