"""Drafts of resolutions, and what a hostile template cannot do."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.answers.blanks import blanks_in, demand_no_blanks
from complaints.answers.drafts import FOLDER, Draft, Drafts, read_drafts
from complaints.answers.phrases import ours
from complaints.answers.templates import FILTERS, LARGEST_FILE, LONGEST_PART, PARTS, VALUES
from golddust.errors import Malformed, Misconfigured
from golddust.events import Feeling, Kind, Priority, Promise
from golddust.ports import Case, Resolution
from tests.complaints.made import MONDAY, RESOLUTION

LANGUAGES = tuple(ours().tongues)
TOPICS = tuple(tomllib.loads((Path(__file__).parents[2] / "config" / "taxonomy.toml").read_text())["topics"])
OURS = read_drafts(FOLDER, ours(), ZoneInfo("UTC"))
GOOD = """{# title: A parcel is lost
   topics: delivery #}
{% block happened %}It is lost: [… where].{% endblock %}
{% block apology %}{{ opening }}{% endblock %}
{% block reason %}[… why].{% endblock %}
{% block remedy %}Sent again.{% endblock %}
"""


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "a" * 26,
        "reference": "GD-7K3M-Q2XW",
        "state": "received",
        "kind": "complaint",
        "priority": "normal",
        "owner": "logistics",
        "assignee": "",
        "channel": "email",
        "customer": "cust_ann",
        "feedback": "b" * 26,
        "subject": "Parcel",
        "text": "My parcel never came.",
        "why": "A complaint about delivery.",
        "topics": ("delivery",),
        "sentiment": "negative",
        "emotion": "disappointment",
        "urgency": "none",
        "opened_at": MONDAY,
        "changed_at": MONDAY,
        "promises": (),
        "answerable": True,
        "version": 1,
    }
    return Case(**(values | changes))


def late(standard: Any = "answer") -> Promise:
    return Promise(standard=standard, due=MONDAY, late_at=MONDAY + timedelta(minutes=1))


def names(found: list[Draft]) -> list[str]:
    return [draft.name for draft in found]


def folder_with(tmp_path: Path, source: str, name: str = "parcel", language: str = "en") -> Path:
    (tmp_path / language).mkdir(exist_ok=True)
    (tmp_path / language / f"{name}.j2").write_text(source, encoding="utf-8")
    return tmp_path


def read(folder: Path) -> Drafts:
    return read_drafts(folder, ours(), ZoneInfo("UTC"))


def with_part(words: str) -> str:
    return GOOD.replace("Sent again.", words)


# --- ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_drafts_for_the_same_cases(language: str) -> None:
    english = {template.name: template.fits for template in OURS.templates["en"]}
    assert {template.name: template.fits for template in OURS.templates[language]} == english


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_draft_for_every_topic_of_the_taxonomy(topic: str, language: str) -> None:
    first = OURS.drafts_for(case(topics=(topic,)), language)[0]
    assert first.language == language
    assert topic in next(template.fits.topics for template in OURS.templates[language] if template.name == first.name)


def test_no_draft_of_ours_is_for_a_topic_that_there_is_not() -> None:
    assert {topic for template in OURS.templates["en"] for topic in template.fits.topics} == set(TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_leaves_to_a_person_what_happened_why_and_what_was_done(language: str) -> None:
    for kind in get_args(Kind):
        for draft in OURS.drafts_for(case(kind=kind, promises=(late(),)), language, 99):
            assert {"happened", "reason", "remedy"} <= set(draft.blanks), draft
            assert all(getattr(draft.resolution, part) for part in PARTS), draft


def test_the_best_draft_comes_first() -> None:
    assert names(OURS.drafts_for(case(topics=("payment", "delivery")), "en"))[:2] == ["payment", "delivery"]
    assert names(OURS.drafts_for(case(topics=()), "en")) == ["complaint"]
    assert names(OURS.drafts_for(case(topics=(), promises=(late(),)), "en")) == ["late", "complaint"]
    assert names(OURS.drafts_for(case(kind="question"), "en")) == ["question"]
    assert names(OURS.drafts_for(case(kind="suggestion", topics=("price",)), "de")) == ["idea"]


def test_the_tone_fits_how_the_customer_feels() -> None:
    angry = OURS.drafts_for(case(emotion="anger"), "en")[0]
    calm = OURS.drafts_for(case(emotion="neutral"), "en")[0]
    assert angry.resolution.apology.startswith(ours().tongue("en").openings["upset"])
    assert calm.resolution.apology.startswith(ours().tongue("en").openings["sorry"])


def test_who_was_answered_late_gets_an_apology_for_that_too() -> None:
    words = "answered later than we had promised"
    kept_late = Promise(standard="answer", due=MONDAY, kept_at=MONDAY + timedelta(hours=1))
    assert words in OURS.drafts_for(case(promises=(late(),)), "en")[0].resolution.apology
    assert words in OURS.drafts_for(case(promises=(kept_late,)), "en")[0].resolution.apology
    assert words not in OURS.drafts_for(case(), "en")[0].resolution.apology


def test_who_writes_a_language_that_we_have_no_drafts_in_gets_english_ones() -> None:
    assert {draft.language for draft in OURS.drafts_for(case(), "ja")} == {"en"}
    assert {draft.language for draft in OURS.drafts_for(case(), "de-AT")} == {"de"}


words = st.text(max_size=300)
cases = st.builds(
    case,
    kind=st.one_of(st.sampled_from(get_args(Kind)), words),
    priority=st.sampled_from(get_args(Priority)),
    emotion=st.one_of(st.sampled_from(get_args(Feeling)), words),
    sentiment=st.one_of(st.sampled_from(["negative", "neutral", "positive"]), words),
    channel=st.one_of(st.sampled_from(["email", "sms", "form", "hook"]), words),
    subject=words,
    reference=words,
    topics=st.lists(st.one_of(st.sampled_from(TOPICS), words), max_size=4).map(tuple),
    opened_at=st.datetimes(timezones=st.just(ZoneInfo("UTC"))).filter(lambda moment: 1 < moment.year < 9999),
    promises=st.lists(st.sampled_from([late(), late("pledge"), Promise(standard="resolve", due=MONDAY)]), max_size=3).map(tuple),
    reopened=st.integers(0, 3),
)


@given(cases, st.one_of(st.sampled_from(LANGUAGES), words))
def test_no_draft_raises_for_any_case(any_case: Case, language: str) -> None:
    for draft in OURS.drafts_for(any_case, language, 99):
        assert all(len(getattr(draft.resolution, part)) <= LONGEST_PART for part in PARTS)
        assert set(draft.blanks) <= set(PARTS)


# --- blanks


def test_what_is_still_blank_is_refused_by_name() -> None:
    with pytest.raises(Malformed, match=r"still blank: reason: \[… why it happened\], \[…\]; remedy: \[… what\]; only you"):
        demand_no_blanks(replace(RESOLUTION, reason="Because [… why it happened] and […].", remedy="Then [… what]"))


def test_what_has_no_blanks_passes() -> None:
    demand_no_blanks(RESOLUTION)
    demand_no_blanks(replace(RESOLUTION, reason="It was [sic] so … or [...] so."))


def test_a_blank_whose_bracket_was_lost_is_still_one() -> None:
    assert blanks_in(replace(RESOLUTION, reason="Because [… why it\nhappened")) == {"reason": ("[… why it",)}


@given(st.lists(st.text(alphabet="[…] a\n"), min_size=4, max_size=4))
def test_whatever_has_the_mark_of_a_blank_does_not_pass(parts: list[str]) -> None:
    resolution = Resolution(*parts)
    demand = any("[…" in part for part in parts)
    try:
        demand_no_blanks(resolution)
    except Malformed:
        assert demand
    else:
        assert not demand


# --- a company's own


def test_a_companys_own_folder_takes_the_place_of_ours(tmp_path: Path) -> None:
    found = read(folder_with(tmp_path, GOOD)).drafts_for(case(), "fr")
    assert [(draft.name, draft.title, draft.language) for draft in found] == [("parcel", "A parcel is lost", "en")]
    assert found[0].resolution.remedy == "Sent again."
    assert found[0].blanks == {"happened": ("[… where]",), "reason": ("[… why]",)}


def test_every_wrong_file_is_named_with_its_line(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD.replace("topics: delivery", "topics: delivery\n   emotions: anger, rage\n   mood: bad"), "a")
    folder_with(tmp_path, with_part("{{ subject.x }}"), "b", "de")
    folder_with(tmp_path, with_part("{% if %}"), "c", "de")
    with pytest.raises(Misconfigured) as caught:
        read(tmp_path)
    assert [problem.path for problem in caught.value.problems] == [
        "complaints.drafts de/b.j2:6",
        "complaints.drafts de/c.j2:6",
        "complaints.drafts en/a.j2:3",
        "complaints.drafts en/a.j2:4",
    ]
    assert "'rage'" in str(caught.value)


def test_a_folder_without_drafts_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"complaints\.drafts"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (GOOD.replace("title: A parcel is lost", ""), "a title"),
        (GOOD.removeprefix("{#"), "a title"),
        (GOOD.replace("{% block reason %}[… why].{% endblock %}", ""), "each of these blocks once"),
        (GOOD.replace("block reason", "block raison"), "each of these blocks once"),
        (GOOD.replace("block reason", "block reason required").replace("[… why].", ""), "each of these blocks once"),
        (GOOD + "{% block more %}{% endblock %}", "each of these blocks once"),
        (GOOD + "and this", "nothing between the blocks"),
        ("", "a file of 1 to"),
        (GOOD + " " * LARGEST_FILE, "a file of 1 to"),
    ],
)
def test_a_file_that_is_no_draft_is_found_at_the_start(tmp_path: Path, source: str, expected: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        read(folder_with(tmp_path, source))
    assert expected in str(caught.value)


def test_a_file_that_is_no_text_is_found_at_the_start(tmp_path: Path) -> None:
    (folder_with(tmp_path, GOOD) / "en" / "parcel.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match="UTF-8"):
        read(tmp_path)


# --- hostile templates

MOST_WORK = 2_000_000
"""Calls. The longest of these templates takes a third; what grew with the square of its length would take hundreds of times."""
HOSTILE = [
    "{{ subject.__class__.__mro__ }}",
    "{{ subject['__class__'] }}",
    "{{ subject|attr('__class__') }}",
    "{{ ''.__class__ }}",
    "{{ self.happened() }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(10) }}",
    "{{ config }}",
    "{{ opening.format(1) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ subject|center(1000000000) }}",
    "{{ subject|replace('', subject) }}",
    "{{ topics|join(subject)|join(subject)|join(subject) }}",
    "{{ subject|default('x') }}",
    "{{ subject is defined }}",
    "{{ 1 in late }}",
    "{{ 'x' in late }}",
    "{{ late in subject }}",
    "{{ subject < topics }}",
    "{{ -subject }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 3000 + "late }}",
    "{{ " + "late and " * 1500 + "late }}",
    "{{ subject" + "|lower" * 2000 + " }}",
    "{% if late %}" * 100 + "{% endif %}" * 100,
    "{% for x in topics %}{{ x }}{% endfor %}",
    "{% for x in range(99999) recursive %}{{ loop(x) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set x = subject %}{{ x }}",
    "{% call subject() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{% endwith %}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as x %}",
    "{% extends 'x' %}",
    "{% block more %}{% endblock %}",
    "{% raw %}",
    "{{",
    "{% endblock %}{{ late }}{% block again %}",
]


@contextmanager
def counted_work() -> Iterator[list[int]]:
    """Counts the calls that are made meanwhile, of Python's own functions, too: the same on any machine, however busy it is."""
    work, before = [0], sys.getprofile()

    def count(_frame: Any, what: str, _of: Any) -> None:
        work[0] += what in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield work
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: words[:40])
def test_a_hostile_template_is_refused_at_the_start(tmp_path: Path, words: str) -> None:
    with counted_work() as work, pytest.raises(Misconfigured):
        read(folder_with(tmp_path, with_part(words)))
    assert work[0] < MOST_WORK


@pytest.mark.parametrize(
    "words",
    [
        "{{ subject }}" * 1000,
        "{{ opening|upper }}" * 500,
        "{% if late %}a{% elif reopened %}b{% endif %}" * 300,
        "{% if late %}a" + "{% elif reopened %}b" * 700 + "{% endif %}",
        "{{ ['" + "', '".join("a" * 700) + "'] }}",
        "{{ (late, topics, ()) }} {{ () }} {{ [] }} {{ late }} {{ topics|upper }}",
        "{% raw %}{{ subject.__class__ }}{% endraw %}",
        "{{ 'x' in ('x', late) }}{{ late in ['a'] }}{{ topics in topics }}{{ subject == late }}",
        "{{ subject if late }}",
    ],
    ids=lambda words: words[:40],
)
def test_what_is_allowed_stays_short_and_quick_however_much_of_it_there_is(tmp_path: Path, words: str) -> None:
    with counted_work() as work:
        try:
            drafts = read(folder_with(tmp_path, with_part(words)))
        except Misconfigured:
            drafts = None
        for some in (case(subject="s" * 5000), case(promises=(late(),)), case(reopened=1)):
            assert drafts is None or len(drafts.drafts_for(some, "en")[0].resolution.remedy) <= LONGEST_PART
    assert work[0] < MOST_WORK


names_of_values = st.sampled_from(sorted(VALUES))
atoms = st.one_of(
    names_of_values, st.sampled_from(['"x"', '"delivery"', "true", "[]", "()", '["x", late]', "1", "x.y", "range(9)"])
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["==", "!=", "in", "not in", "and", "or", "~", "*", "<"]), inner).map(" ".join),
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from([*FILTERS, "join", "length", "safe"])).map(lambda pair: f"({pair[0]})|{pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}, {pair[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: "({} if {} else {})".format(*three)),
    ),
    max_leaves=8,
)
pieces = st.one_of(
    expressions.map("{{{{ {} }}}}".format),
    expressions.map("{{% if {} %}}yes{{% else %}}no{{% endif %}}".format),
    st.text(alphabet="{%}# abc|.", max_size=12),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, max_size=6).map(" ".join), cases)
def test_any_template_is_either_refused_at_the_start_or_works_for_every_case(tmp_path: Path, words: str, any_case: Case) -> None:
    try:
        drafts = read(folder_with(tmp_path, with_part(words)))
    except Misconfigured:
        return
    for draft in drafts.drafts_for(replace(any_case, topics=("delivery", *any_case.topics)), "en"):
        assert len(draft.resolution.remedy) <= LONGEST_PART
