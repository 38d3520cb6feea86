"""Ready policies: what they promise on real days, what their wordings say, and what a company can change."""

import tomllib
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from complaints.promises.policy import Policy
from complaints.promises.regulations import FOLDER, names
from complaints.promises.standards import PRIORITIES, Standards
from golddust.errors import Misconfigured
from golddust.events import Pause
from tests.complaints.promised import matter, standards

LONDON = ZoneInfo("Europe/London")
BEFORE_CHRISTMAS = datetime(2026, 12, 23, 16, 30, tzinfo=LONDON)  # a Wednesday


def under(name: str, more: str = "", body: str = "The Ombudsman, Example Street 1") -> Standards:
    """Our standards, and that regulation."""
    return standards(f'company = "Example Ltd"\nregulations = ["{name}"]\n[regulation.{name}]\nbody = "{body}"\n{more}')


def policy(name: str, more: str = "") -> Policy:
    found = under(name, more).named(name)
    assert found
    return found


def paths(toml: str) -> set[str]:
    with pytest.raises(Misconfigured) as caught:
        standards(toml)
    return {problem.path.removeprefix("standards.") for problem in caught.value.problems}


def test_these_come_with_golddust() -> None:
    assert names() == ("eu-air-passengers", "iso-10002", "uk-financial", "uk-payments", "uk-telecom")


@pytest.mark.parametrize("name", names())
def test_each_names_its_source_and_says_something_to_customers(name: str) -> None:
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text())
    assert table["title"]
    assert table["law"]
    assert table["link"].startswith("https://")
    assert isinstance(table["as_of"], date)
    found = policy(name)
    assert found.law == table["law"]
    for language in {"en", "de", "xx", *table["final"]} - {"refer_within"}:
        text = found.final_wording(language)
        assert text
        fields = {field for _, field, _, _ in Formatter().parse(text) if field}
        said = text.format(reference="GD-1", deadline="1 June 2027")
        assert "{" not in said
        assert "GD-1" in said
        assert "Example Ltd" in said
        assert "The Ombudsman, Example Street 1" in said
        assert ("deadline" in fields) == (found.refer_by(BEFORE_CHRISTMAS) is not None)


@pytest.mark.parametrize("name", names())
def test_each_is_for_complaints_and_for_nothing_else(name: str) -> None:
    ours = under(name)
    assert ours.policy(matter()).name == name
    assert ours.policy(matter(kind="question")).name == "default"


@pytest.mark.parametrize("name", [name for name in names() if name != "iso-10002"])
def test_the_clock_of_a_law_never_stands(name: str) -> None:
    found = policy(name)
    since = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert found.due("resolve", "normal", since, [Pause(begins=since)]) == found.due("resolve", "normal", since)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("uk-financial", "2027-02-17T23:59"),  # eight weeks
        ("uk-payments", "2027-01-18T17:00"),  # fifteen business days; 25, 28 December and 1 January are bank holidays
        ("uk-telecom", "2027-02-03T23:59"),  # six weeks
    ],
)
def test_the_law_sets_the_last_day(name: str, expected: str) -> None:
    found = policy(name).due("resolve", "normal", BEFORE_CHRISTMAS)
    assert found.astimezone(LONDON).replace(tzinfo=None) == datetime.fromisoformat(expected)


def test_air_passengers_hear_within_two_months() -> None:
    assert policy("eu-air-passengers").due("resolve", "low", datetime(2026, 12, 31, 9, tzinfo=UTC)) == datetime(
        2027, 2, 28, 23, 59, tzinfo=UTC
    )


def test_iso_10002_acknowledges_within_a_day_and_tells_how_it_stands() -> None:
    found = policy("iso-10002")
    assert str(found.spans["acknowledge", "normal"]) == "1 working day"
    assert str(found.spans["update", "normal"]) == "5 working days"
    assert found.pausable


def test_what_is_critical_is_done_as_soon_as_the_company_says() -> None:
    ours = under("uk-financial")
    found = ours.named("uk-financial")
    assert found
    for standard in ("acknowledge", "answer", "resolve"):
        assert found.spans[standard, "critical"] == ours.default.spans[standard, "critical"]


def test_an_update_is_promised_where_the_company_sets_none() -> None:
    assert str(policy("uk-telecom").spans["update", "normal"]) == "10 working days"
    ours = standards('regulations = ["uk-telecom"]\ncompany = "A"\nupdate = "2 days"\n[regulation.uk-telecom]\nbody = "B"')
    found = ours.named("uk-telecom")
    assert found
    assert str(found.spans["update", "normal"]) == "2 days"


def test_a_regulation_comes_before_the_companys_own_policies_and_in_its_order() -> None:
    toml = """
    company = "Example Ltd"
    regulations = ["uk-payments", "uk-financial"]
    [regulation.uk-payments]
    body = "The Ombudsman"
    topics = ["payment"]
    [regulation.uk-financial]
    body = "The Ombudsman"
    segments = ["retail"]
    [[policies]]
    name = "gold"
    answer = "1 h"
    """
    ours = standards(toml)
    assert ours.policy(matter(topics=("payment",), segment="retail")).name == "uk-payments"
    assert ours.policy(matter(segment="retail")).name == "uk-financial"
    assert ours.policy(matter()).name == "gold"


def test_a_company_can_promise_less_time_than_the_law_but_not_more() -> None:
    assert str(policy("uk-financial", 'resolve = "4 weeks"').spans["resolve", "critical"]) == "4 weeks"
    assert str(policy("uk-payments", "resolve = { high = 40 }").spans["resolve", "high"]) == "40 working hours"
    start = 'company = "A"\nregulations = ["uk-financial"]\n[regulation.uk-financial]\nbody = "B"\n'
    for late in (
        'resolve = "9 weeks"',
        'resolve = "2 months"',
        "resolve = { low = 400 }",
        'resolve = { high = "60 working days" }',
    ):
        assert paths(start + late) == {"regulation.uk-financial.resolve"}


def test_a_companys_own_slow_time_for_critical_cases_does_not_outlast_the_law() -> None:
    ours = {"low": 2, "normal": 2, "high": 2, "critical": "3 months"}
    toml = 'company = "A"\nregulations = ["uk-telecom"]\n[regulation.uk-telecom]\nbody = "B"'
    with pytest.raises(Misconfigured) as caught:
        standards(toml, resolve=ours)
    assert [problem.path for problem in caught.value.problems] == ["standards.regulation.uk-telecom.resolve"]


def test_a_calendar_that_works_three_days_a_week_does_not_count_business_days() -> None:
    calendar = '[calendars.short]\nmonday = ["09:00-17:00"]\ntuesday = ["09:00-17:00"]\n'
    start = 'company = "A"\nregulations = ["uk-payments"]\n[regulation.uk-payments]\nbody = "B"\ncalendar = "short"\n'
    assert paths(start + calendar) == {"regulation.uk-payments.calendar"}


def test_the_last_day_for_the_ombudsman_is_counted_from_the_answer() -> None:
    found = policy("uk-financial").refer_by(datetime(2026, 8, 31, 12, tzinfo=UTC))
    assert found == datetime(2027, 2, 28, 23, 59, tzinfo=UTC)
    assert policy("iso-10002").refer_by(BEFORE_CHRISTMAS) is None
    assert standards().default.refer_by(BEFORE_CHRISTMAS) is None


def test_a_final_answer_says_the_last_day_for_the_ombudsman_and_not_that_of_the_promise() -> None:
    said = policy("uk-financial").final_said("en", "GD-1", datetime(2026, 8, 31, 23, 30, tzinfo=UTC))  # in London it is September
    assert said
    assert "by 2027-03-01" in said
    assert "GD-1" in said
    assert standards().default.final_said("en", "GD-1", BEFORE_CHRISTMAS) is None


def test_the_languages_are_those_of_the_countries_where_it_holds() -> None:
    air = policy("eu-air-passengers")
    german, english = air.final_wording("de-AT"), air.final_wording("en")
    assert german != english
    assert german
    assert "Verordnung" in german
    assert air.final_wording("zz") == english
    assert standards().default.final_wording("en") is None


def test_a_companys_own_wording_can_take_the_place_of_ours() -> None:
    toml = """
    company = "Curly {Braces} Ltd"
    regulations = ["uk-financial"]
    [wordings.legal]
    body = "The Ombudsman"
    refer_within = "6 months"
    en = "{company}: {reference}, {body} by {deadline}. {{}}"
    [regulation.uk-financial]
    final = "legal"
    [[policies]]
    name = "gold"
    final = "legal"
    """
    ours = standards(toml)
    for name in ("uk-financial", "gold"):
        found = ours.named(name)
        assert found
        text = found.final_wording("en")
        assert text
        assert text.format(reference="R", deadline="D") == "Curly {Braces} Ltd: R, The Ombudsman by D. {}"
        assert found.refer_by(BEFORE_CHRISTMAS)


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('regulations = ["uk-tax"]', {"regulations"}),
        ('regulations = "uk-telecom"', {"regulations"}),
        ('regulations = ["uk-telecom"]', {"company", "regulation.uk-telecom.body"}),
        ('regulations = ["uk-financial"]\ncompany = 3', {"company", "regulation.uk-financial.body"}),
        ('company = "A"\n[regulation.uk-telecom]\nbody = "B"', {"regulation.uk-telecom"}),
        ('company = "A"\nregulations = ["uk-telecom"]\nregulation = 3', {"regulation", "regulation.uk-telecom.body"}),
        (
            'company = "A"\nregulations = ["uk-telecom"]\n[regulation.uk-telecom]\nbody = 3\npauses = true\nkinds = ["rant"]',
            {"regulation.uk-telecom.body", "regulation.uk-telecom.pauses", "regulation.uk-telecom.kinds"},
        ),
        ("[wordings.a]", {"wordings.a.en"}),
        ("wordings = 3", {"wordings"}),
        ('[wordings.a]\nde = "Nein."', {"wordings.a.en"}),
        ('[wordings.a]\nen = ""', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{"', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{name}"', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{reference!r}"', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{reference:>9}"', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{}"', {"wordings.a.en"}),
        ('[wordings.a]\nen = "{deadline}"', {"wordings.a.en"}),  # without refer_within there is none
        ('[wordings.a]\nrefer_within = "soon"\nen = "A"', {"wordings.a.refer_within"}),
        ('[wordings.a]\nen = "{body}"', {"wordings.a.body"}),
        ('[wordings.a]\nen = "{company}"', {"company"}),
        ('[wordings.a]\nen = "A"\nEnglish = "B"', {"wordings.a.English"}),
    ],
)
def test_what_customers_could_not_be_told_is_refused(toml: str, expected: set[str]) -> None:
    assert paths(toml) == expected


def test_priorities_are_all_covered_by_every_regulation() -> None:
    for name in names():
        found = policy(name)
        for standard in ("acknowledge", "answer", "resolve", "update"):
            assert all(found.span(standard, priority) for priority in PRIORITIES)
