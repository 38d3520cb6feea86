"""What is urgent in Portuguese, Dutch, Polish and Swedish, as customers there write it, and what only looks so."""

import pytest

from golddust.events import Language
from processors.cues import Cue, by_question
from processors.tagging import Tagging
from processors.words import Hit
from tests.processors.urgent import is_calm, presses

URGENT = [
    ("Há uma fuga de gás na escada do prédio, venham depressa por favor", "critical", "safety"),
    ("cheiro de gas muito forte na cozinha e ninguem atende o telefone", "critical", "safety"),
    ("Meu marido não consegue respirar depois de comer no restaurante de vocês", "critical", "health"),
    ("Chamaram a ambulancia para a minha filha depois do jantar", "critical", "health"),
    ("Isto está perigosíssimo, a minha vizinha escorregou na entrada", "high", "safety"),
    ("Já falei com a minha advogada e vamos ao tribunal", "high", "legal"),
    ("clonaram meu cartao e sumiu o dinheiro da conta", "high", "money lost"),
    ("Preciso da encomenda ate amanha sem falta, porque não chegou?", "high", "deadline"),
    ("O meu pai é cadeirante e o elevador não funciona", "high", "vulnerable customer"),
    ("In de hal ruikt het naar gas, graag meteen iemand sturen", "critical", "safety"),
    ("De batterij van de fiets staat in brand, wat moet ik doen", "critical", "safety"),
    ("Mijn dochter had ademnood na jullie dessert", "critical", "health"),
    ("De trap is levensgevaarlijk, er ligt overal glas", "high", "safety"),
    ("Ik stap naar de geschillencommissie als dit niet opgelost wordt", "high", "legal"),
    ("Mijn rekening is leeggehaald, dit is oplichting en niemand neemt op", "high", "money lost"),
    ("Onze vlucht vertrekt over twee uur en de koffers zijn er niet", "high", "deadline"),
    ("Mijn moeder is slechtziend en kan de brief niet lezen", "high", "vulnerable customer"),
    ("Na klatce śmierdzi gazem, proszę przysłać kogoś", "critical", "safety"),
    ("smierdzi gazem w calej piwnicy i nikt nie odbiera telefonu", "critical", "safety"),
    ("Teściowa zemdlała w waszym sklepie i nikt nie wezwał karetki", "critical", "health"),
    ("Schody są niebezpieczne, wczoraj poślizgnęła się sąsiadka", "high", "safety"),
    ("Jeśli nie zwrócicie opłaty, sprawą zajmie się mój adwokat", "high", "legal"),
    ("Ktoś ukradł pieniądze z mojego rachunku bankowego", "high", "money lost"),
    ("Dlaczego nie ma odpowiedzi? Dokument potrzebny jest do jutra", "high", "deadline"),
    ("Żona jest w ciąży, a winda w budynku nie działa", "high", "vulnerable customer"),
    ("Det luktar gas i hela trapphuset, skicka någon", "critical", "safety"),
    ("Laddaren exploderade i sovrummet i natt", "critical", "safety"),
    ("Min son fick svårt att andas efter er kaka", "critical", "health"),
    ("Trappan är livsfarlig och någon kommer att skada sig", "high", "safety"),
    ("Nu har jag pratat med en advokat om fakturan", "high", "legal"),
    ("Det här är bedrägeri, någon har tömt kontot", "high", "money lost"),
    ("Jag behöver medicinen senast imorgon, varför är den inte här?", "high", "deadline"),
    ("Min mamma sitter i rullstol och hissen är trasig igen", "high", "vulnerable customer"),
]
CALM = [
    "O hotel não é perigoso, mas o pequeno-almoço veio frio",
    "Não é urgente, mas a fatura de setembro está errada",
    "A que horas abre a loja no feriado da próxima semana?",
    "O autocarro chegou atrasado e estava sujo",
    "Het is niet gevaarlijk, maar de lamp in de gang is kapot",
    "Niet dringend, maar de factuur van september klopt niet",
    "Trouwens, de bestelling van vorige week was niet volledig",
    "Kan ik in de winkel ook met de kaart betalen?",
    "To nie jest niebezpieczne, ale lampa na korytarzu nie działa",
    "Sprawa nie jest pilna, ale faktura za wrzesień ma błąd",
    "Na routerze pali się czerwona lampka i nie ma internetu",
    "Czy w sklepie można zapłacić kartą za zamówienie?",
    "Det är inte farligt, men lampan i hallen är trasig",
    "Ärendet är inte brådskande, men fakturan för september är fel",
    "Jag är osäker på vilken storlek som passar, är den liten?",
    "Kan man betala med kort i butiken på söndagar?",
]


@pytest.mark.parametrize(("text", "level", "rule"), URGENT)
def test_what_is_urgent_names_its_rule(tagger: Tagging, text: str, level: str, rule: str) -> None:
    assert presses(tagger, text, level, rule)


@pytest.mark.parametrize("text", CALM)
def test_what_is_denied_or_only_sounds_alike_does_not_press(tagger: Tagging, text: str) -> None:
    assert is_calm(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "Jestem bez insuliny od wczoraj",
        "Min pappa är utan insulin sedan igår",
        "Vader zit zonder insuline",
        "O pai está sem insulina",
    ],
)
def test_to_be_without_it_is_what_presses(tagger: Tagging, text: str) -> None:
    assert tagger.tag_text(text).urgency.level == "high"


def test_a_level_reached_twice_is_told_once(tagger: Tagging) -> None:
    """Phrases that stand in both lexicons give one reason."""
    reasons = tagger.tag_text("Jullie trap is gevaarlijk en de vloer is ook gevaarlijk, graag een oplossing").urgency.reasons
    assert len(reasons) == len(set(reasons)) == 1


def test_praise_does_not_press(tagger: Tagging) -> None:
    assert tagger.tag_text("Hartelijk bedankt voor de snelle hulp bij het ziekenhuis, heel tevreden").urgency.level == "none"


def test_cues_keep_to_their_language() -> None:
    """The word "brann" is fire in Swedish and may be a name elsewhere."""
    hit = Hit(Cue("urgency", "critical", rule="safety", language="sv"), "brann", 0, 1)
    assert not by_question([hit], Language(code="de", confidence=0.9))["urgency"]
    assert by_question([hit], Language(code="sv", confidence=0.9))["urgency"] == [hit]
