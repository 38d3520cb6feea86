# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""How the subjects of automatic mail begin, in the languages that mail servers speak.

Sources: what Exchange and Outlook, Lotus Notes, Postfix, Exim, sendmail, qmail and vacation programs write by default. A phrase
counts only where the subject ends with it or a colon follows: a person's "Autoreply button broken" begins with one of them, too.
"""

import re

from ingest.email.words.phrases import literal

LONGEST = 300
"""Characters of a subject that are looked at."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for line in text.splitlines() for phrase in line.split("|") if phrase.strip())


_ANSWER = _listed(
    """
    automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse | automatic response
    automated reply | automated response | automatic answer | out of office reply | out-of-office reply
    out of office autoreply | out of office auto-reply | out of office: automatic reply | out of office notification
    out of office message | vacation reply | vacation notice | vacation message | away message
    automatische antwort | automatische rückantwort | abwesenheitsnotiz | abwesenheitsmeldung | abwesenheitsbenachrichtigung
    automatische abwesenheitsnotiz | abwesenheitsassistent | urlaubsnotiz | urlaubsbenachrichtigung
    réponse automatique | réponse d'absence | message d'absence | avis d'absence | respuesta automática | contestador automático
    risposta automatica | automatisch antwoord | automatische beantwoording | afwezigheidsbericht | afwezigheidsmelding
    resposta automática | autoodpowiedź | automatyczna odpowiedź | odpowiedź automatyczna
    autosvar | automatiskt svar | frånvaromeddelande | automatisk svar | fraværsmelding | fraværsbesked
    automaattinen vastaus | poissaoloviesti | automaatvastus | automatická odpověď | automatická odpoveď | automatikus válasz
    răspuns automat | resposta automàtica | erantzun automatikoa | otomatik yanıt
    αυτόματη απάντηση | автоматический ответ | автоответ
    автоматична відповідь | автовідповідь | автоматичен отговор | automatski odgovor | аутоматски одговор
    samodejni odgovor | automatinis atsakymas | automātiskā atbilde
    תשובה אוטומטית | מענה אוטומטי | رد تلقائي | الرد التلقائي | پاسخ خودکار | การตอบกลับอัตโนมัติ | ตอบกลับอัตโนมัติ
    trả lời tự động | thư trả lời tự động | balasan otomatis | jawapan automatik | स्वचालित उत्तर
    自动回复 | 自动答复 | 自動回覆 | 自動答覆 | 自動応答 | 自動返信
    不在通知 | 不在応答 | 자동 회신 | 자동회신 | 자동 응답 | 부재중 자동 회신
    """
)
_ABSENT = _listed(
    """
    out of office | out of the office | out-of-office | away from my mail | away from my email | on vacation
    abwesenheit | abwesend | nicht im büro | absence du bureau | absent du bureau | fuera de la oficina | fuera de oficina
    ausencia de la oficina | fuori ufficio | assente dall'ufficio | afwezig | niet aanwezig | fora do escritório
    ausência temporária | ausência do escritório | poza biurem | nieobecność | frånvaro | fravær | ikke til stede | poissa
    poissa toimistosta | mimo kancelář | házon kívül | în afara biroului | ofis dışında | εκτός γραφείου
    отсутствие на рабочем месте | вне офиса | 부재중
    """
)
_UNDELIVERED = _listed(
    """
    undeliverable | undeliverable mail | undeliverable message | undelivered mail | undelivered message | undelivered
    undelivered mail returned to sender | undeliverable mail returned to sender | mail delivery failed
    mail delivery failure | mail delivery error | mail delivery problem | mail delivery failed: returning message to sender
    delivery failure | delivery failed | delivery error | delivery problem | delivery report | delivery status
    delivery status notification | delivery notification | delivery failure notification | delivery failure report
    delivery failure notice | delivery has failed | message delivery failure | message delivery failed | message not delivered
    message undeliverable | message could not be delivered | mail could not be delivered | e-mail delivery failure
    email delivery failure | email delivery failed | returned mail | returned email | returned e-mail | returned message
    returned to sender | return to sender | failure notice | failure notification | failure delivery | failed mail
    mail failure | failed delivery | mail system error | mail error | nondeliverable mail | nondeliverable | ndn | ndr
    non-delivery report | non-delivery notification | nondelivery report | non delivery report | non-delivery receipt
    permanent delivery failure | permanent fatal errors | unable to deliver mail | unable to deliver message
    unable to deliver your message | unable to deliver | cannot deliver | could not deliver
    notification of delivery failure | message status - undeliverable | error sending mail | user unknown
    unknown recipient | recipient unknown | there was an error sending your mail | bounce | bounced mail
    unzustellbar | unzustellbare nachricht | unzustellbare mail | nicht zustellbar | zustellung fehlgeschlagen
    zustellungsfehler | nachricht nicht zustellbar | ihre nachricht konnte nicht zugestellt werden
    échec de la remise | échec de remise | non remis | non distribuable | message non distribué | courrier non remis
    échec de livraison | notification d'état de remise | message non remis
    no se puede entregar | no entregable | no entregado | mensaje no entregado | error de entrega | devuelto | correo devuelto
    notificación de estado de entrega | non recapitabile | mancato recapito | notifica di mancato recapito
    impossibile recapitare | messaggio non recapitato | onbestelbaar | niet bezorgd | bezorging mislukt
    não é possível entregar | não entregue | falha na entrega | mensagem não entregue | falha de entrega
    niedostarczalne | niedostarczona wiadomość | nie można dostarczyć | zwrot wiadomości
    kunde inte levereras | kan inte levereras | olevererbart | går inte att leverera | kan ikke leveres | ikke levert
    ei voi toimittaa | toimittaminen ei onnistu | ei toimitettu | nedoručitelné | nedoručiteľné | kézbesíthetetlen
    imposibil de livrat | nelivrat | teslim edilemedi | iletilemedi | δεν είναι δυνατή η παράδοση | μη παραδοτέο
    не доставлено | недоставлено | недоставленное сообщение | недоставленное | не удалось доставить | сообщение не доставлено
    недоставлене | не доставлено повідомлення | неуспешно доставяне
    无法投递 | 无法送达 | 未送达 | 退信 | 系统退信 | 無法傳遞 | 無法投遞 | 配信不能
    配信エラー | 未配信 | 배달되지 않음 | 배달할 수 없음
    """
)
_DELAYED = _listed(
    """
    delayed mail | delivery delayed | delivery delay | message delayed | mail delayed | warning: message | warning: mail delayed
    warning: could not send message | warning: could not send | delayed delivery | message delivery delayed
    delivery status notification (delay) | verzögert | zustellung verzögert | retardé | remise différée | entrega retrasada
    consegna ritardata | vertraagd | entrega atrasada | opóźnione | försenad | доставка задерживается | задержано
    """
)
_END = r"(?:\s*[:：].*|\s*[\"'!.)]*)"
_PARTED = r"\s*[–—\-(\[|,].*"
_START = r"\W{0,3}(?:\[[^\]]{1,30}\]\s*)?"
ANSWER = re.compile(rf"{_START}{literal((*_ANSWER, *_ABSENT))}{_END}", re.IGNORECASE | re.DOTALL)
"""An automatic answer, by the whole of its subject."""
ANSWER_TO_SOMETHING = re.compile(rf"{_START}{literal((*_ANSWER, *_ABSENT))}{_PARTED}", re.IGNORECASE | re.DOTALL)
"""The same where it names the mail that it answers: people write "Out of office - again!" as well, but nobody's mail before."""
NOTES_ABSENCE = re.compile(
    r"\s*(?:auto:.{0,200}\(returning .{1,80}\)|auto:.{0,200}\bout of (?:the )?office\b.{0,100}|"
    r".{1,100} is out of the office(?: (?:until|from|and|as of|\(returning) .{1,80}|\.))\s*",
    re.IGNORECASE | re.DOTALL,
)
"""The same as Lotus Notes writes it, with the person's name before it."""
ANSWERED = re.compile(r"\s*(?:re|aw|antw|sv|vs|ref|rif|odp|ynt|vá|atb)(?:\[\d+\])?\s*[:\uff1a].*", re.IGNORECASE | re.DOTALL)
"""What a person's mail program writes before the subject that they answer."""
UNDELIVERED = re.compile(rf"{_START}{literal(_UNDELIVERED)}(?:\W.*)?", re.IGNORECASE | re.DOTALL)
"""A delivery report, where its sender is a mail system."""
DELAYED = re.compile(rf"{_START}{literal(_DELAYED)}(?:\W.*)?|.{{0,80}}\((?:delay|delayed)\).{{0,80}}", re.IGNORECASE | re.DOTALL)
"""A delivery report that says that a mail is still on its way."""
CHALLENGE = re.compile(
    r"(?!\s*(?:re|aw|sv|rv|fw|fwd|tr)\s*:).{0,200}\b(?:verify|conf|confirm)#[\w-]{6,}.{0,50}|"
    r"please confirm (?:your|the) (?:e-?mail )?message(?: \[.{1,60}\])?",
    re.IGNORECASE | re.DOTALL,
)
"""A sender's filter that lets us in once we prove to be persons (BoxTrapper, ASK; TMDA)."""
AGGREGATE = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?report domain:.{1,250}submitter:.{1,250}", re.IGNORECASE | re.DOTALL)
"""RFC 7489 §7.2.1.1 (DMARC) and RFC 8460 §5.3 (TLS)."""
