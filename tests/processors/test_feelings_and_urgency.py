import pytest

from processors.tagging import Tagging
from tests.processors.urgent import is_calm, presses


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("This is outrageous, how dare you!", "anger"),
        ("This is the third time and still no answer, I am fed up", "frustration"),
        ("Such a disappointing stay, we expected better", "disappointment"),
        ("I am worried about my mother, please help", "anxiety"),
        ("I was in tears, it was my father's funeral", "sadness"),
        ("I love the new shop, it is wonderful", "joy"),
        ("Thank you, I am so grateful", "gratitude"),
        ("The parcel is on the table", "neutral"),
        ("Ich bin sehr enttäuscht von diesem Hotel und seinem Service", "disappointment"),
    ],
)
def test_the_feeling_that_shows_most(tagger: Tagging, text: str, feeling: str) -> None:
    assert tagger.tag_text(text).emotion.label == feeling


def test_thanks_at_the_end_of_a_complaint_are_manners(tagger: Tagging) -> None:
    assert tagger.tag_text("My parcel never arrived. Thanks").emotion.label not in ("gratitude", "joy")


def test_shouting_sounds_angry(tagger: Tagging) -> None:
    loud = tagger.tag_text("THE FOOD WAS COLD AND NOBODY CAME").emotion
    assert "shouting" in loud.evidence or loud.label == "frustration"


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("I smell gas in the hallway", "critical", "safety"),
        ("The toaster caught fire", "critical", "safety"),
        ("My son had an allergic reaction to your cake", "critical", "health"),
        ("I want to kill myself", "critical", "self-harm"),
        ("I will come and find you", "critical", "threat"),
        ("Es riecht nach Gas im Treppenhaus, bitte kommen Sie", "critical", "safety"),
        ("The pavement is dangerous, somebody will fall", "high", "safety"),
        ("My lawyer will write to you", "high", "legal"),
        ("You charged me twice and I cannot pay my rent", "high", "money lost"),
        ("My card was used, this is fraud", "high", "money lost"),
        ("I need it by Friday, why is it not here?", "high", "deadline"),
        ("My mother is 84 and her heating does not work", "high", "vulnerable customer"),
        ("Still waiting for a reply", "low", "impatience"),
    ],
)
def test_what_is_urgent_names_its_rule(tagger: Tagging, text: str, level: str, rule: str) -> None:
    assert presses(tagger, text, level, rule)


@pytest.mark.parametrize(
    "text",
    [
        "See you by Friday",
        "Please press the button",
        "What a lovely day today, thank you so much",
        "I am dying to know when the sale starts",
        "How much is a family ticket?",
    ],
)
def test_what_is_not_urgent_does_not_press(tagger: Tagging, text: str) -> None:
    assert is_calm(tagger, text)


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("there's smoke coming out of the socket", "critical", "safety"),
        ("The charger is sparking and the socket is melting", "critical", "safety"),
        ("we are stuck in the lift and can't get out", "critical", "safety"),
        ("my throat is swelling up after your cake", "critical", "health"),
        ("The pharmacy gave him someone else's tablets", "critical", "health"),
        ("I want to end it all", "critical", "self-harm"),
        ("I'll burn your shop down", "critical", "threat"),
        ("there is a bomb in your lobby", "critical", "threat"),
        ("no ambulance came", "critical", "health"),
        ("I had a heart attack when I was on your bus", "critical", "health"),
        ("I can't believe it caught fire", "critical", "safety"),
        ("my son cut his hand on a sharp edge of your shelf", "high", "safety"),
        ("My tablets ran out and nobody answers", "high", "health"),
        ("money was taken from my account without my permission", "high", "money lost"),
        ("Why will you cut us off on Friday?", "high", "deadline"),
        ("your bus left my mother at the stop, she lives alone", "high", "vulnerable customer"),
    ],
)
def test_danger_and_need_in_other_words(tagger: Tagging, text: str, level: str, rule: str) -> None:
    assert presses(tagger, text, level, rule)


@pytest.mark.parametrize(
    "text",
    [
        "The lift stopped but nobody was hurt",
        "No one was trapped in the lift",
        "There was no gas leak, your man came for nothing",
        "This is not an emergency",
        "The new singer is on fire, what a night",
        "I nearly died of boredom in your queue",
        "The wait is killing me",
        "Your fees cost a bomb",
        "Do you sell carbon monoxide alarms?",
        "Is the tennis court free?",
        "That burger was to die for",
    ],
)
def test_danger_denied_and_figures_of_speech_do_not_press(tagger: Tagging, text: str) -> None:
    assert is_calm(tagger, text)
