"""How urgent it is in German, French, Spanish and Italian."""

import pytest

from processors.lexicon.urgencies_abroad import URGENCY_CUES_ABROAD
from processors.tagging import Tagging
from tests.processors.urgent import is_calm, presses

LANGUAGES = ("de", "fr", "es", "it")
RULES = ("safety", "health", "legal", "money lost", "deadline", "vulnerable customer")


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("Im Hausflur stinkt es, es riecht stark nach Gas, bitte schicken Sie jemanden", "critical", "safety"),
        ("Wir stecken im Aufzug fest und niemand antwortet auf den Notruf", "critical", "safety"),
        ("Mein Vater kriegt keine Luft und die Praxis ist nicht erreichbar", "critical", "health"),
        ("Die Steckdose ist verschmort, das war Ihr Elektriker", "high", "safety"),
        ("Nach dem Essen hat sich meine Tochter die ganze Nacht übergeben", "high", "health"),
        ("Ich werde Strafanzeige gegen Ihre Firma stellen, wenn nichts geschieht", "high", "legal"),
        ("Die Rechnung wurde zweimal abgebucht und ich komme nicht durch", "high", "money lost"),
        ("Die Unterlagen fehlen und ich brauche sie bis Donnerstag, bitte schicken", "high", "deadline"),
        ("Meine Mutter ist schwerhörig und versteht Ihre Ansage nicht", "high", "vulnerable customer"),
        ("Ça sent le gaz dans la cage d'escalier, venez vite", "critical", "safety"),
        ("Nous sommes bloqués dans l'ascenseur depuis une heure et personne ne répond", "critical", "safety"),
        ("Ma fille n'arrive plus à respirer après avoir mangé votre gâteau", "critical", "health"),
        ("Mon fils a vomi toute la nuit après le repas dans votre restaurant", "high", "health"),
        ("Sans réponse de votre part, je vais déposer plainte contre votre société", "high", "legal"),
        ("Mon compte a été débité deux fois pour la même facture", "high", "money lost"),
        ("Le colis n'est pas arrivé et il me le faut avant samedi", "high", "deadline"),
        ("Ma voisine est malvoyante et votre appli est illisible pour elle", "high", "vulnerable customer"),
        ("Hay un escape de gas en la cocina y nadie contesta el teléfono", "critical", "safety"),
        ("Estamos encerrados en el ascensor desde hace una hora y nadie viene", "critical", "safety"),
        ("Mi padre no respira bien, no puedo respirar yo tampoco, manden a alguien", "critical", "health"),
        ("Había un pedazo de vidrio en la sopa de mi hijo", "high", "safety"),
        ("Si no me responden presentaré una hoja de reclamaciones contra la empresa", "high", "legal"),
        ("Hay compras que no hice en mi tarjeta y el banco no contesta", "high", "money lost"),
        ("El paquete sigue sin llegar, todavía no está aquí y lo necesito antes del viernes", "high", "deadline"),
        ("Mi madre es diabética y la dejaron sin comer toda la mañana", "high", "vulnerable customer"),
        ("Sento puzza di gas nelle scale e non risponde nessuno", "critical", "safety"),
        ("Siamo chiusi nell'ascensore da un'ora e nessuno viene ad aprirci", "critical", "safety"),
        ("Mia moglie è svenuta in sala d'attesa e non c'era nessun medico", "critical", "health"),
        ("Ho trovato una scheggia di vetro nello yogurt di mia figlia", "high", "safety"),
        ("Se non rispondete entro la settimana mi rivolgo ai carabinieri e al garante", "high", "legal"),
        ("La mia carta è stata clonata e il servizio clienti non risponde", "high", "money lost"),
        ("Il pacco non è arrivato e mi serve entro venerdì", "high", "deadline"),
        ("Mio padre è in carrozzina e la rampa è rotta da mesi", "high", "vulnerable customer"),
    ],
)
def test_what_is_urgent_names_its_rule(tagger: Tagging, text: str, level: str, rule: str) -> None:
    assert presses(tagger, text, level, rule)


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus ist ausgefallen, niemand wurde verletzt",
        "Die Tür klemmt, es besteht keine Gefahr",
        "Ich habe keine Allergie und brauche nur die Speisekarte",
        "Le bus est tombé en panne, personne n'a été blessé",
        "Le meuble est arrivé en retard, aucun danger pour nous",
        "El autobús llegó tarde, nadie resultó herido",
        "No tengo ninguna alergia, solo quiero la carta del restaurante",
        "L'autobus è arrivato tardi, nessuno è rimasto ferito",
        "La porta è rotta ma non è pericoloso per i clienti",
    ],
)
def test_what_did_not_happen_is_not_urgent(tagger: Tagging, text: str) -> None:
    assert is_calm(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "Können Sie mir sagen, wann das Geschäft am Samstag öffnet?",
        "Das Zimmer war schön und das Frühstück sehr gut, vielen Dank",
        "À quelle heure ouvrez-vous le magasin le samedi ?",
        "Le repas était délicieux et le personnel très gentil, merci beaucoup",
        "¿A qué hora abren la tienda los sábados, por favor?",
        "La comida estaba muy rica y el personal fue muy amable, gracias",
        "A che ora apre il negozio il sabato, per favore?",
        "La cena era ottima e il personale gentilissimo, grazie mille",
    ],
)
def test_everyday_questions_and_praise_do_not_press(tagger: Tagging, text: str) -> None:
    assert is_calm(tagger, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_cues_of_every_rule(language: str) -> None:
    told = {rule for _, rule, spoken, _ in URGENCY_CUES_ABROAD if spoken == language}
    assert told >= set(RULES)
