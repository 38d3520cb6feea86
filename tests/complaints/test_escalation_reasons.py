"""Why a case must go to somebody with authority: every reason, in plain words, with its own threshold."""

from typing import Any

import pytest

from complaints.escalation.reasons import Reason, Signals, signals_of
from tests.complaints.escalating import escalations, table
from tests.complaints.made import issue


def reasons(signals: Signals, **rules: Any) -> dict[str, Reason]:
    """By code; rules are changed in our own file."""
    given = {code: one | rules.get(code, {}) for code, one in table()["reasons"].items()}
    return {reason.code: reason for reason in escalations(reasons=given).reasons(signals)}


def spoken(text: str, **more: Any) -> set[str]:
    return set(reasons(signals_of(issue(text=text, **more))))


def test_an_ordinary_complaint_gives_no_reason() -> None:
    assert reasons(signals_of(issue())) == {}


@pytest.mark.parametrize(
    ("signals", "code", "rung", "because"),
    [
        (Signals(emotion="anger"), "anger", 1, "the customer feels anger"),
        (Signals(urgency="high", urgency_rules=("money lost",)), "urgency", 1, "its urgency is high (money lost)"),
        (Signals(urgency="high"), "urgency", 1, "its urgency is high"),
        (Signals(earlier_complaints=2), "repeated", 2, "it is the customer's third complaint within 90 days"),
        (Signals(earlier_complaints=20), "repeated", 2, "it is the customer's 21st complaint within 90 days"),
        (Signals(earlier_complaints=11), "repeated", 2, "it is the customer's 12th complaint within 90 days"),
        (Signals(broken=("answer",)), "promise_broken", 1, "the promise to answer was broken"),
        (
            Signals(broken=("answer", "resolve")),
            "promise_broken",
            2,
            "the promise to resolve it was broken, the second broken promise of this case",
        ),
        (Signals(broken=("something new",)), "promise_broken", 1, "a promise was broken"),
        (Signals(reopened=2), "not_solved", 2, "the customer said for the second time that it is not solved"),
        (Signals(reopened=3), "not_solved", 3, "the customer said for the third time that it is not solved"),
    ],
)
def test_each_reason_says_what_it_is_and_how_high_it_leads(signals: Signals, code: str, rung: int, because: str) -> None:
    found = reasons(signals)
    assert found == {code: Reason(code, rung, because)}
    assert found[code].why == f"{because[0].upper()}{because[1:]}."


@pytest.mark.parametrize(
    "signals",
    [
        Signals(emotion="anger", kind="praise"),
        Signals(emotion="frustration"),
        Signals(urgency="low"),
        Signals(earlier_complaints=1),
        Signals(earlier_complaints=9, kind="question"),
        Signals(reopened=1),
        Signals(value=1e9),
        Signals(segment="gold"),
    ],
)
def test_what_stays_under_its_threshold_is_no_reason(signals: Signals) -> None:
    assert reasons(signals) == {}


def test_thresholds_can_be_set_and_reasons_turned_off() -> None:
    assert set(reasons(Signals(emotion="sadness"), anger={"emotions": ["sadness"]})) == {"anger"}
    assert reasons(Signals(emotion="anger"), anger={"rung": 0}) == {}
    assert reasons(Signals(reopened=1), not_solved={"times": 1, "rung": 3})["not_solved"].rung == 3
    again = reasons(Signals(earlier_complaints=1), repeated={"complaints": 2, "within_days": 30})["repeated"]
    assert again.because == "it is the customer's second complaint within 30 days"
    assert set(spoken("My lawyer will call.")) == {"legal"}
    assert reasons(Signals(text="The recall notice"), legal={"words": ["recall noti*"]})["legal"].because.endswith(
        '("recall notice")'
    )


def test_a_customer_of_value_is_one_by_segment_or_by_amount() -> None:
    value = {"at_least": 5000, "segments": ["gold"]}
    assert reasons(Signals(segment="gold"), value=value)["value"].because == "the customer belongs to the segment gold"
    assert reasons(Signals(value=5000.0), value=value)["value"].because == "the customer is worth 5000 or more to the company"
    assert reasons(Signals(value=4999.99, segment="silver"), value=value) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("There is a smell of gas in the hall", "danger"),
        ("The kettle caught fire", "danger"),
        ("After your meal my son had an allergic shock", "danger"),
        ("I can\u2019t breathe in there", "danger"),
        ("Es riecht nach Gas im Keller", "danger"),
        ("Der Toaster hat Feuer gefangen", "danger"),
        ("Il y a une fuite de gaz", "danger"),
        ("La bouilloire a pris feu, ma femme est partie en ambulance", "danger"),
        ("Hay olor a gas en la cocina", "danger"),
        ("Mi madre no puede respirar", "danger"),
        ("I have no reason to live any more", "self_harm"),
        ("Ich will nicht mehr leben", "self_harm"),
        ("Je n'ai plus envie de vivre", "self_harm"),
        ("No quiero vivir así", "self_harm"),
        ("I know where you live", "threat"),
        ("Ich weiß wo Sie wohnen", "threat"),
        ("Je sais où vous habitez", "threat"),
        ("Sé dónde viven ustedes", "threat"),
        ("You will hear from my solicitors", "legal"),
        ("Mein Anwalt meldet sich", "legal"),
        ("Je vais porter plainte", "legal"),
        ("Voy a poner una denuncia", "legal"),
    ],
)
def test_dangers_and_the_law_are_heard_in_four_languages(text: str, code: str) -> None:
    found = reasons(Signals(text=text))
    assert set(found) == {code}
    assert found[code].page == (code != "legal")
    assert found[code].rung == 2


@pytest.mark.parametrize(
    "text",
    [
        "Your prices are killing me",
        "The bath bomb was broken",
        "My phone bill exploded",
        "The sale was on fire",
        "Die Kosten sind explodiert",
        "La facture a explosé",
        "The courtyard is dirty, and I sued nobody",
        "Bombe, dieser Service!",
        "Ich kann Ihren Gasanbieter nicht finden",
    ],
)
def test_what_people_say_in_passing_wakes_nobody(text: str) -> None:
    assert reasons(Signals(text=text)) == {}


@pytest.mark.parametrize(
    ("urgency", "rule", "codes"),
    [
        ("critical", "safety", {"danger", "urgency"}),
        ("critical", "health", {"danger", "urgency"}),
        ("critical", "self-harm", {"self_harm", "urgency"}),
        ("critical", "threat", {"threat", "urgency"}),
        ("critical", "something new", {"danger", "urgency"}),
        ("high", "safety", {"urgency"}),
        ("high", "legal", {"legal", "urgency"}),
    ],
)
def test_what_the_tagger_found_counts_as_well(urgency: str, rule: str, codes: set[str]) -> None:
    why = f"A complaint about delivery, sounding frustrated; urgent because of {rule}."
    assert spoken("...", urgency=urgency, why=why) == codes


def test_what_is_critical_without_words_is_danger() -> None:
    assert reasons(Signals(urgency="critical"))["danger"].page


def test_the_most_pressing_reason_comes_first() -> None:
    everything = Signals(emotion="anger", text="I smell gas, my lawyer knows", broken=("answer",) * 4, reopened=2)
    found = escalations().reasons(everything)
    assert [reason.code for reason in found] == ["danger", "promise_broken", "legal", "not_solved", "anger"]


def test_the_window_of_earlier_complaints_can_be_asked_for() -> None:
    assert escalations().rules.window.days == 90
