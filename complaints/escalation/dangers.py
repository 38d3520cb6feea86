"""Words that speak of danger, threats, self-harm or the law, in four languages; what the tagger missed is found here once more.

A phrase is matched as whole words in any letter case; a star at the end of a word stands for any ending. Phrases that people
also use in passing ("killing me", "on fire") are left out: who is woken at night must be woken for a reason.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

Danger = Literal["danger", "self_harm", "threat", "legal"]
DANGERS: tuple[Danger, ...] = get_args(Danger)

PHRASES: Mapping[Danger, str] = {
    "danger": """
        gas leak; smell of gas; smells of gas; smell gas; smelled gas; smelling gas; carbon monoxide; caught fire;
        burst into flames; electric shock; electrocuted; live wire; battery exploded; exploded in my; exploded in our;
        exploded while; chest pain*; heart attack; anaphyla*; allergic shock; cannot breathe; can't breathe; couldn't
        breathe; stopped breathing;
        unconscious; food poisoning; overdose; wrong medication; wrong dose; brakes failed; called an ambulance; in an
        ambulance;
        gasgeruch; riecht nach gas; gasleck; kohlenmonoxid; feuer gefangen; in flammen; stromschlag; akku explodiert;
        notarzt; rettungswagen; keine luft mehr; allergischer schock; allergischen schock; herzinfarkt; bewusstlos;
        lebensmittelvergiftung; lebensgefahr; falsches medikament; bremsen haben versagt;
        fuite de gaz; odeur de gaz; sent le gaz; monoxyde de carbone; pris feu; en flammes; électrocut*; batterie a
        explosé; choc anaphylactique; crise cardiaque; ne respire plus; perdu connaissance; intoxication alimentaire;
        danger de mort; mauvais médicament; en ambulance; les freins ont lâché;
        fuga de gas; olor a gas; huele a gas; monóxido de carbono; en llamas; descarga eléctrica; electrocut*; explotó
        la batería; choque anafiláctico; ataque al corazón; no puede respirar; no puedo respirar; perdió el
        conocimiento; intoxicación alimentaria; peligro de muerte; medicamento equivocado; en ambulancia; fallaron los
        frenos""",
    "self_harm": """
        kill myself; killing myself; end my life; take my own life; taking my own life; suicide; suicidal; harm myself;
        hurt myself; do not want to live; don't want to live; no reason to live; better off dead;
        mich umbringen; bringe mich um; das leben nehmen; selbstmord; suizid; nicht mehr leben; nicht mehr weiterleben;
        me suicider; envie de me tuer; vais me tuer; mettre fin à mes jours; en finir avec la vie; plus envie de vivre;
        suicidarme; suicidio; quiero matarme; voy a matarme; quitarme la vida; no quiero vivir; acabar con mi vida""",
    "threat": """
        kill you; kill him; kill her; kill them; shoot you; stab you; burn your house; burn your shop; burn your office;
        burn you down; bomb threat; a bomb in; bomb your; i know where you live; come and find you; you will pay with;
        death threat*;
        bringe euch um; bringe sie um; bringe dich um; umbringen werde; bombe legen; bombe hochgehen; weiß wo sie
        wohnen; weiß wo ihr wohnt; abfackeln;
        vais vous tuer; vais te tuer; vais le tuer; poser une bombe; je sais où vous habitez; menace* de mort; mettre le
        feu à;
        voy a matar*; os mataré; te mataré; los mataré; poner una bomba; sé dónde vives; sé dónde viven; amenaza* de
        muerte""",
    "legal": """
        lawyer*; solicitor*; attorney*; legal action; legal proceedings; legal advice; small claims; take you to court;
        taking you to court; see you in court; sue you; suing you; ombudsman; trading standards; regulator; breach of
        contract; data protection authority; gdpr;
        anwalt; anwältin; rechtsanwalt; rechtsanwältin; verbraucherzentrale; schlichtungsstelle; vor gericht; klage
        einreichen; verklage*; strafanzeige; anzeige erstatten; datenschutzbehörde; dsgvo; rechtliche schritte;
        avocat*; tribunal; poursuites judiciaires; action en justice; porter plainte; médiateur; cnil; rgpd; ufc que
        choisir; mise en demeure;
        abogad*; tribunal*; demandar*; acciones legales; poner una denuncia; hoja de reclamaciones; defensor del
        consumidor; protección de datos; organización de consumidores""",
}
"""English, German, French and Spanish in turn, separated by semicolons."""

Patterns = Mapping[Danger, re.Pattern[str]]


def patterns(more: Mapping[Danger, Iterable[str]]) -> Patterns:
    """What finds each danger, with a company's own phrases added to ours."""
    return {danger: _pattern((*PHRASES[danger].split(";"), *more.get(danger, ()))) for danger in DANGERS}


def found(text: str, by: Patterns) -> dict[Danger, str]:
    """The dangers that the text speaks of, each with the words that say so."""
    plain = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    matches = {danger: pattern.search(plain) for danger, pattern in by.items()}
    return {danger: match.group().lower() for danger, match in matches.items() if match}


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    stripped = {" ".join(phrase.split()) for phrase in phrases}
    each = (re.escape(phrase).replace(r"\*", r"\w*") for phrase in sorted(stripped, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)
