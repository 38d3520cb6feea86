# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""What mail programs write around quotes, forwards and signatures, by language.

English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish, Danish, Norwegian, Finnish, Czech, Hungarian,
Romanian, Catalan, Turkish, Greek, Russian, Ukrainian, Chinese, Japanese, Korean.
"""

import re


def any_of(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases, the longest first. Phrases are patterns themselves."""
    return "(?:" + "|".join(sorted(phrases, key=len, reverse=True)) + ")"


def literal(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases, taken by the letter."""
    return any_of(tuple(re.escape(phrase) for phrase in phrases))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.strip() for phrase in text.replace("|\n", " | ").split(" | ") if phrase.strip()))


# "Ann wrote:" - the last word or words of a line that introduces a quote. Patterns.
WROTE = _listed(
    r"""
    wrote | writes | said | schrieb | schrieb am .{1,80} | hat geschrieben | geschrieben | a écrit | écrit | ecrit |
    escribió | escribio | ha scritto | scrive | schreef | schreef op .{1,80} | geschreven | escreveu | napisał | napisała |
    napisał\(a\) | pisze | skrev | skrev den .{1,80} | skrev følgende | kirjoitti | napsal | napsala | napsal\(a\) | írta |
    ezt írta | a scris | va escriure | ha escrit | şunu yazdı | yazdı | έγραψε | написал | написала | написал\(а\) | пишет |
    писал | пише | написав | 写道 | 寫道 | 写到 | のメール | 님이 작성 | wrote the following | a écrit\s+le .{1,80} | scripsit
    """
)
# The same where the quote goes on in that very line, as Yahoo has it on phones.
WROTE_PLAINLY = ("wrote", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "napisał(a)", "skrev")
# "On Monday ..." - how such a line begins.
BEGINS = _listed(
    """
    On | At | Am | Um | Le | El | Il | Op | Em | No dia | W dniu | Dnia | Den | Dne | V | La | A data | În data | Pe |
    Στις | Il giorno | El dia | Quoting | Citando | Zitat von | Citando a | Em qua | Em seg | Em ter | Em qui | On behalf |
    tarihinde | Från | Вт | Пн | Ср | Чт | Пт | Сб | Вс | Нд | в | у | Mon | Tue | Wed | Thu | Fri | Sat | Sun | pon | wt |
    śr | czw | pt | sob | niedz | lun | mar | mer | jeu | ven | sam | dim
    """
)
# The fields of the head that Outlook and others put above what they quote.
FROM = _listed(
    """
    From | Von | De | Expéditeur | Da | Van | Od | Från | Fra | Lähettäjä | Feladó | De la | Kimden | Gönderen | Από | От |
    От кого | Від |
    发件人 | 寄件者 | 差出人 | 送信者 | 보낸 사람 | Remitente | Mittente | Afzender | Nadawca | Avsändare | Absender |
    Odesílatel | Remetente
    """
)
SENT = _listed(
    """
    Sent | Date | Gesendet | Gesendet am | Datum | Envoyé | Envoyé le | Enviado | Enviado el | Enviada em | Enviado em |
    Fecha | Data | Inviato | Verzonden | Wysłano | Skickat | Sendt | Dato | Lähetetty | Päivämäärä | Odesláno | Elküldve |
    Dátum | Trimis | Dată | Tarih | Gönderme Tarihi | Gönderildi | Στάλθηκε | Ημερομηνία | Отправлено | Дата | Надіслано |
    发送时间 | 发送日期 | 日期 | 寄件日期 | 传送日期 | 送信日時 | 日付 | 日時 | 보낸 날짜 | 날짜 | Enviat | Datum/Zeit
    """
)
TO = _listed(
    """
    To | An | À | A | Pour | Para | Per | Aan | Do | Till | Til | Vastaanottaja | Komu | Címzett | Către | Catre | Kime |
    Alıcı | Προς | Кому |
    收件人 | 收件者 | 宛先 | 받는 사람 | Destinataire | Destinatario | Empfänger | Cc | Kopie | Copie à | CC |
    Kopia | Kopi | DW | 抄送 | 副本
    """
)
SUBJECT = _listed(
    """
    Subject | Betreff | Objet | Asunto | Oggetto | Onderwerp | Assunto | Temat | Ämne | Emne | Aihe | Předmět | Tárgy |
    Subiect | Assumpte | Konu | Θέμα | Тема | 主题 | 主題 | 主旨 | 件名 | 제목 | Sujet
    """
)
# Lines that stand alone above quoted history, or above what is forwarded.
DIVIDERS = _listed(
    """
    original message | forwarded message | original appointment | reply message | replied message | message transféré |
    ursprüngliche nachricht | ursprüngliche mail | originalnachricht | original-nachricht | weitergeleitete nachricht |
    message d'origine | message original | message d’origine | message transfere | mensaje original | mensaje reenviado |
    messaggio originale | messaggio inoltrato | oorspronkelijk bericht | origineel bericht | doorgestuurd bericht |
    mensagem original | mensagem encaminhada | wiadomość oryginalna | oryginalna wiadomość | wiadomość przekazana |
    przekazana wiadomość | ursprungligt meddelande | originalmeddelande | vidarebefordrat meddelande |
    oprindelig meddelelse | videresendt meddelelse | opprinnelig melding | videresendt melding | alkuperäinen viesti |
    välitetty viesti | původní zpráva | přeposlaná zpráva | eredeti üzenet | továbbított üzenet | mesaj original |
    mesaj redirecționat | missatge original | missatge reenviat | özgün ileti | orijinal mesaj | yönlendirilen mesaj |
    αρχικό μήνυμα | исходное сообщение | пересылаемое сообщение | пересланное сообщение | вихідне повідомлення |
    оригінальне повідомлення |
    原始邮件 | 转发邮件 | 原始郵件 | 轉寄的郵件 | 元のメッセージ | 転送メッセージ | 원본 메시지 | 원본 메일
    """
)
BARE_DIVIDERS = _listed(
    """
    begin forwarded message | anfang der weitergeleiteten nachricht | anfang der weitergeleiteten e-mail |
    début du message transféré | début du message réexpédié | inicio del mensaje reenviado | inizio messaggio inoltrato |
    begin doorgestuurd bericht | início da mensagem encaminhada | początek przekazanej wiadomości | vidarebefordrat brev |
    start på videresendt besked | начало переадресованного сообщения | 以下是转发的邮件
    """
)
# What help desks put on top of their mails. Patterns.
ABOVE = _listed(
    """
    (?:please )?(?:reply|respond|type your reply|write your reply|write) (?:above|over) (?:this|the) line |
    reply above this line | bitte (?:antworten sie )?(?:oberhalb|über) dieser (?:linie|zeile) |
    antwort(?:en)? (?:bitte )?(?:oberhalb|über) dieser | r[ée]pon(?:dez|dre) au[- ]dessus de cette ligne |
    (?:responda|escriba) (?:por )?encima de esta línea | rispondi(?:ere)? (?:al di )?sopra (?:di )?quest |
    (?:antwoord|reageer) boven deze (?:regel|lijn) | responda acima desta linha | odpowiedz powyżej tej linii |
    svara ovanför denna (?:rad|linje) | ответ(?:ьте|) выше этой (?:линии|строки)
    """
)
# A word of each of those lines, so that they need not all be tried on every mail.
ABOVE_HINTS = _listed(
    """
    above | over | oberhalb | über diese | au-dessus | au dessus | encima | sopra | boven | acima | powyżej | ovanför |
    выше
    """
)
# How the subject of an automatic answer begins.
OUT_OF_OFFICE = _listed(
    """
    automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse |
    automatic response | out of office | out of the office | out of office reply | out-of-office | vacation reply |
    automatische antwort | abwesenheitsnotiz | abwesenheit | abwesend | automatische abwesenheitsnotiz |
    réponse automatique | message d'absence | absence du bureau | respuesta automática | fuera de la oficina |
    risposta automatica | fuori ufficio | automatisch antwoord | afwezig | afwezigheidsbericht | resposta automática |
    fora do escritório | ausência temporária | autoodpowiedź | automatyczna odpowiedź | odpowiedź automatyczna |
    poza biurem | autosvar | automatiskt svar | frånvaro | automatisk svar | automaattinen vastaus | poissa |
    automatická odpověď | automatikus válasz | răspuns automat | resposta automàtica | otomatik yanıt | αυτόματη απάντηση |
    автоматический ответ | автоответ | автоматична відповідь | 自动回复 | 自動回覆 | 自動応答 | 자동 회신
    """
)
# How the subject of a delivery report begins.
UNDELIVERED = _listed(
    """
    undeliverable | undelivered mail returned to sender | mail delivery failed | mail delivery failure | delivery failure |
    delivery status notification | returned mail | failure notice | mail system error | delivery has failed | unzustellbar |
    unzustellbare nachricht | nicht zustellbar | échec de la remise | non remis | no se puede entregar | no entregable |
    non recapitabile | mancato recapito | onbestelbaar | não é possível entregar | niedostarczalne | kunde inte levereras |
    не доставлено | недоставленное сообщение | 无法投递 | 退信 | undelivered
    """
)
# What a phone or program adds of itself: one of these, some words, and the thing it was sent from. Patterns.
_SENT_FROM = _listed(
    """
    sent | posted | get | gesendet | versendet | (?:diese |meine )?(?:nachricht|e-?mail) wurde | von | mit | envoy[ée] |
    enviad[oa] | enviat | inviat[oa] | verstuurd | verzonden | wysłan[eoay] | skickat | sendt | lähetetty | odesláno |
    küldve | trimis | στάλθηκε | εστάλη | отправлено | надіслано | outlook | yahoo mail | holen sie sich |
    obten(?:ir|ez|er|ha) | télécharge[rz] | descargar? | ottieni | scarica | download | pobierz | hämta | baixe | obtenha
    """
)
_THINGS = _listed(
    r"""
    iphone | ipad | ipod | ios | android | blackberry | samsung | galaxy | huawei | xiaomi | redmi | oneplus | pixel |
    nokia | motorola | xperia | htc | smartphone | phone | tablet | handheld | mobile | móvil | movil | mobil | mobiel |
    celular | telem[óo]vel | téléphone | telefono | teléfono | telefoon | telefon\w{0,5} | handy | mobiltelefon |
    cellulare | puhelime\w{0,6} | komórk\w{0,3} | appareil | dispositivo | gerät | enhet | urządzeni\w{0,3} |
    телефон\w{0,2} | смартфон\w{0,2} | windows | outlook | spark | proton ?mail | protonmail | tutanota | yahoo | aol |
    gmail | web\.de | gmx | k-9 | fairmail | thunderbird | superhuman | airmail | fairphone | workspace one boxer |
    mailbird | (?:mail|correo) for | почт\w{1,3} | mail\.ru | zimbra | roundcube | ma boîte | orange | libero | bluemail |
    mymail | newton | canary
    """
)
DEVICE = (
    rf"(?:{'|'.join(_SENT_FROM)})\b.{{0,60}}?(?:{'|'.join(_THINGS)})\b.{{0,60}}",
    r".{0,30}(?:iphone|ipad|android|телефон)\S{0,6} (?:küldve|gönderildi)|.{0,30}cihazımdan gönderildi",
    r"发自我的.{0,30}|從我的.{0,20}傳送|从我的.{0,20}发送|.{0,20}から送信|나의 .{0,20}에서 보냄",
)
# How a notice begins that a company's server hangs below each mail; it is a paragraph of some length.
NOTICE = (
    r"(?:disclaimer|confidential(?:ity)?|privacy|legal|important)\b.{0,60}\b(?:e-?mail|message|notice|information)\b.{0,400}",
    r"(?:this|the) (?:electronic |information .{0,12}in this )?(?:e-?mail|message|mail)\b.{0,160}\b(?:confid|priv|intend).*",
    r"(?:diese|die in dieser) (?:e-?mail|nachricht|mail)\b.{0,160}\b(?:vertraulich|rechtlich geschützt|bestimmt)\w*.{0,400}",
    r"(?:ce|le présent|le contenu de ce) (?:message|courriel|mail|e-?mail)\b.{0,160}\b(?:confidentiel|destin|exclusi)\w*.{0,400}",
    r"(?:este|el presente) (?:mensaje|correo|e-?mail)\b.{0,160}\b(?:confidencial|privilegiad|dirigid|exclusiv)\w*.{0,400}",
    r"(?:questo|il presente|le informazioni contenute)\b.{0,160}\b(?:riservat|confidenzial|destinat|esclusiv)\w*.{0,400}",
    r"(?:dit|deze|de informatie) (?:e-?mail|bericht|in dit)\b.{0,160}\b(?:vertrouwelijk|bestemd|uitsluitend)\b.{0,400}",
    r"(?:esta|este|a presente) (?:mensagem|e-?mail|comunicação)\b.{0,160}\b(?:confidencia|destin|exclusiv)\w*.{0,400}",
    r"(?:ta|niniejsza|treść tej) (?:wiadomoś|korespondencj)\w*.{0,160}\b(?:poufn|przeznaczon|zastrzeż)\w*.{0,400}",
    r"(?:detta|det här) (?:e-?post)?(?:meddelande|mail)\w*.{0,160}\b(?:konfidentiell|avse|sekretess)\w*.{0,400}",
)
# The same, but short.
FOOTER = (
    r"(?:please )?consider the environment before printing.{0,100}|think before you print.{0,80}",
    r"(?:confidentiality|legal|privacy) (?:notice|note|statement|disclaimer)\W{0,3}$|disclaimer\W{0,3}$",
    r"virus[- ]free\b.{0,80}|(?:this (?:e-?mail|message) (?:has been|was) )(?:checked|scanned).{0,100}",
    r"(?:diese e-mail wurde von|l'absence de virus|este (?:correo|e-mail) (?:fue|ha sido)).{0,120}(?:vir|avast|avg|malware).*",
    r"(?:este email foi|questa e-?mail è stata|deze e-mail is gecontroleerd).{0,120}(?:vir|avast|avg|malware).*",
)
