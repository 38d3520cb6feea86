# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""How the subjects of automatic mail begin, in the languages that mail servers speak.

Sources: what Exchange and Outlook, Lotus Notes, Postfix, Exim, sendmail, qmail and vacation programs write by default. A phrase
counts only where the subject ends with it or a colon follows: a person's "Autoreply button broken" begins with one of them, too.
The patterns are of what `folded` gives, in small letters.
"""

import re
import unicodedata

from ingest.email.words.phrases import any_of, listed, literal

LONGEST = 300
"""Characters of a subject that are looked at."""


def folded(text: str) -> str:
    """The text in small letters and composed signs, as the patterns have it: a pattern that takes both sizes is slow to make."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.lower().replace("i\u0307", "i"))


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
    respuesta automática de ausencia | notificación de ausencia | avviso di assenza | notifica di assenza | aviso de ausência
    accusé de réception automatique | automatische eingangsbestätigung | automatic acknowledgement | automatic acknowledgment
    automatische ontvangstbevestiging | automatyczne potwierdzenie | acuse de recibo automático
    autosvar | automatiskt svar | frånvaromeddelande | automatisk svar | fraværsmelding | fraværsbesked
    automaattinen vastaus | poissaoloviesti | automaatvastus | automatická odpověď | automatická odpoveď | automatikus válasz
    răspuns automat | resposta automàtica | erantzun automatikoa | otomatik yanıt
    αυτόματη απάντηση | автоматический ответ | автоответ
    автоматична відповідь | автовідповідь | автоматичен отговор | automatski odgovor | аутоматски одговор
    samodejni odgovor | automatinis atsakymas | automātiskā atbilde
    תשובה אוטומטית | מענה אוטומטי | رد تلقائي | الرد التلقائي | پاسخ خودکار | การตอบกลับอัตโนมัติ | ตอบกลับอัตโนมัติ
    trả lời tự động | thư trả lời tự động | balasan otomatis | jawapan automatik | स्वचालित उत्तर
    sjálfvirkt svar | përgjigje automatike | автоматски одговор | ავტომატური პასუხი | автоматты жауап | outomatiese antwoord
    awtomatikong tugon | awtomatikong sagot | ավտոմատ պատասխան | avtomatik cavab
    avtomatik javob | স্বয়ংক্রিয় উত্তর | தானியங்கி பதில்
    خودکار جواب | аўтаматычны адказ | ateb awtomatig | freagra uathoibríoch | tweġiba awtomatika | automatesch äntwert
    respuesta automatica | reponse automatique | automatische afwezigheidsmelding | afwezigheidsassistent
    自动回复 | 自动答复 | 自動回覆 | 自動答覆 | 自動応答 | 自動返信
    不在応答 | 자동 회신 | 자동회신 | 자동 응답 | 자동응답 | 자동 답장 | 부재중 자동 회신
    """
)
_ABSENT = _listed(
    """
    out of office | out of the office | out-of-office | away from my mail | away from my email
    abwesenheit | nicht im büro | absence du bureau | absent du bureau | fuera de la oficina | fuera de oficina
    ausencia de la oficina | fuori ufficio | assente dall'ufficio | fora do escritório
    ausência temporária | ausência do escritório | poza biurem | poissa toimistosta | mimo kancelář | házon kívül
    în afara biroului | ofis dışında | εκτός γραφείου | отсутствие на рабочем месте | вне офиса
    """
)
_AWAY = _listed(
    """
    on vacation | on holiday | on leave | annual leave | maternity leave | parental leave
    paternity leave | sick leave | vacation
    abwesend | im urlaub | urlaub | elternzeit | mutterschutz | außer haus | absent | absente
    en congé | en congés | en vacances
    ausente | de vacaciones | de baja | in ferie | ferie | assente | de férias | de vacances
    afwezig | niet aanwezig | met vakantie
    op vakantie | vakantie | nieobecność | nieobecny | nieobecna | urlop | na urlopie | frånvaro
    frånvarande | semester | på semester
    fravær | fraværende | på ferie | ikke til stede | poissa | lomalla | lomaviesti | dovolená | na dovolené | dovolenka
    szabadságon | szabadság | în concediu | concediu | izinde | izindeyim | tatildeyim | σε άδεια
    в отпуске | отпуск | у відпустці | відпустка
    в отпуск | na odmoru | godišnji odmor | на одмору | na dopustu | atostogos | atvaļinājumā
    puhkusel | í fríi | בחופשה | في إجازة
    در مرخصی | cuti | bercuti | nghỉ phép | ลาพักร้อน
    """
)
"""What people write as well: nothing without words of an absence below."""
_AWAY_IN_SIGNS = _listed(
    "夏季休暇 | 年末年始休業 | 不在通知 | 不在 | 休暇 | 夏季休業 | 休假 | 外出 | 出差 | 부재중 | 휴가 | 출장"
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
    notification of delivery failure
    message you sent blocked | message you sent was blocked | message status - undeliverable | error sending mail | user unknown
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
    ei voida toimittaa | toimitus epäonnistui | не вдалося доставити | не може да бъде доставено
    недоставено | nije moguće isporučiti
    neisporučivo | neisporučeno | није могуће испоручити | неиспоручено | ni mogoče dostaviti
    nedostavljeno | nepristatoma | nepristatyta
    nav piegādājams | nevar piegādāt | kättetoimetamatu | ei saa kohale toimetada | no es pot lliurar | ezin da entregatu
    non se pode entregar | teslim edilemez | ανεπίδοτο | לא ניתן למסירה | לא ניתן למסור | לא נמסר
    غير قابل للتسليم | تعذر التسليم
    تعذر تسليم | غیرقابل تحویل | ไม่สามารถส่งได้ | ส่งไม่ได้ | ไม่สามารถนำส่งได้ | không gửi được
    không thể gửi | không thể chuyển
    tidak terkirim | tidak dapat dikirim | tidak boleh dihantar | सुपुर्द नहीं | ekki hægt að afhenda | óafhendanlegt
    notice: mail delivery status | 无法投递 | 无法送达 | 未送达 | 退信
    系统退信 | 無法傳遞 | 無法投遞 | 无法传递 | 传递失败 | 傳遞失敗 | 配信不能
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
_NOTES_AWAY = listed(
    r"""
    ist (?:außer haus|nicht im (?:büro|haus)|abwesend) | est absent(?:e|\(e\))?(?: du bureau)? | est hors du bureau
    está (?:ausente|fuera(?: de la oficina)?|fora(?: do escritório)?) | è (?:assente|fuori (?:ufficio|sede))
    is (?:afwezig|niet aanwezig)
    är (?:inte på kontoret|frånvarande) | er (?:ikke på kontoret|fraværende) | on poissa(?: toimistosta)? | nie ma w biurze
    jest nieobecn[ya] | je mimo kancelář | není v kanceláři | отсутствует | nincs (?:az irodában|bent) | ofis dışında
    """
)
"""How Notes says in its languages that somebody is away, after their name and before the date of their return in brackets."""
_RECEIVED = listed(
    r"""
    receipt of your | bonne réception de votre | bestätigung ihrer (?:anfrage|nachricht|e-?mail)
    we(?:['’]ve| have)? received your | your .{2,30} (?:has been|was) received
    thank(?:s| you) for (?:contacting|your (?:e-?mail|message))
    thank(?:s| you) for your (?:enquiry|inquiry|request|feedback) | wir haben ihre .{2,30} erhalten
    ihre .{2,30} ist (?:bei uns )?eingegangen | vielen dank für ihre (?:anfrage|nachricht|e-?mail)
    nous avons (?:bien )?reçu votre | votre .{2,30} a (?:bien )?été reçue? | hemos recibido (?:su|tu)
    abbiamo ricevuto (?:la|il) | recebemos (?:a|o)? ?(?:sua|seu) | w(?:ij|e) hebben (?:uw|je) .{2,30} ontvangen
    bedankt voor (?:uw|je) (?:bericht|e-?mail|vraag) | otrzymaliśmy | vi har tagit emot | tack för (?:ditt|din)
    vi har modtaget | tak for din | vi har mottatt | takk for din | olemme vastaanottaneet
    kiitos (?:viestistäsi|yhteydenotostasi) | (?:přijali|obdrželi) jsme | beérkezett | megkaptuk | am primit
    (?:mesajınız|talebiniz|e-?postanız|başvurunuz).{0,20}(?:alındı|alınmıştır|ulaştı) | мы получили ваш
    ваш[еа]? .{3,30}(?:получен|принят|зарегистрирован) | ми отримали ваш
    ваш[еа]? .{3,30}(?:отриман|прийнят|зареєстрован) | λάβαμε το | פנייתך התקבלה | تم استلام
    お問い合わせ.{0,12}(?:ありがとう|受け付け|受付) | 受付(?:完了|確認)
    (?:您的|我们已|我們已).{0,16}(?:收到|受理) | (?:문의|접수).{0,10}(?:접수|완료|확인)
    chúng tôi đã nhận được | kami telah menerima | ได้รับ(?:ข้อความ|อีเมล) | ได้รับเรื่อง
    """
)
_RECEIPTS = listed(
    r"""
    acknowledge?ment | acknowledge?ment of receipt | confirmation of receipt | eingangsbestätigung
    bestätigung des eingangs | accusé de réception
    acuse de recibo | confirmación de recepción | conferma di ricezione
    confirmação de rece(?:p)?ção | confirmação de recebimento | aviso de rece(?:p)?ção | ontvangstbevestiging
    potwierdzenie (?:otrzymania|odbioru|przyjęcia|wpłynięcia) | mottagningsbekräftelse | kvittering for
    vastaanottovahvistus | potvrzení o přijetí | potvrzení přijetí | potvrdenie o prijatí | confirmare de primire
    potvrda (?:o )?primitka | potvrda prijema | potrditev prejema | подтверждение (?:о )?получени[яи]
    підтвердження (?:про )?отримання | επιβεβαίωση (?:λήψης|παραλαβής) | אישור קבלה | تأكيد (?:استلام|الاستلام)
    (?:request|ticket|message|e-?mail) received | xác nhận đã nhận | konfirmasi penerimaan
    """
)
"""The same as nouns, which people write, too, with what they have to say behind them."""
_READ = listed(
    r"""
    read | not read | deleted | return receipt | read receipt | gelesen | ungelesen | nicht gelesen | lu | non lu | leído
    no leído | letto
    non letto | lida | não lida | gelezen | niet gelezen | läst | oläst | læst | ikke læst | lest | ikke lest | luettu
    lukematta | odczytano
    przeczytane | nieprzeczytane | přečteno | přečtené | elolvasva | citit | okundu | прочитано | прочтено | не прочитано
    αναγνώστηκε
    已读 | 未读 | 已讀 | 開封済み | 既読 | 읽음
    """
)
_NOTICES = listed(
    r"""
    order confirmation | confirmation of your order | your order (?:has been|was|is|#|no)
    your (?:e-?)?(?:statement|bill|invoice|receipt) (?:is|for|from)
    (?:your )?(?:parcel|package|shipment|delivery) (?:is|has|was|will|arrives) | out for delivery | delivered: | shipped:
    dispatched:
    (?:reset|change) your password | password reset | your password (?:has been|was) | verify your (?:e-?mail|account|address)
    (?:confirm|activate) your (?:account|e-?mail|address|registration|subscription)
    (?:your )?(?:verification|security|login|one-time) code
    security (?:alert|notice|notification) | new (?:sign-?in|login|device) | sign-?in (?:alert|attempt)
    payment (?:received|confirmation|failed)
    (?:spam )?quarantine (?:summary|notification|digest|report) | end user digest | you have .{0,20}messages? in quarantine
    ihr paket (?:kommt|ist|wird|wurde) | ihre (?:sendung|bestellung|rechnung|lieferung)
    bestellbestätigung | auftragsbestätigung
    versandbestätigung | passwort zurücksetzen | ihr kontoauszug | neue anmeldung | sicherheitshinweis
    votre (?:facture|commande|colis|relevé|livraison)\b | confirmation de (?:votre )?commande
    réinitialis(?:ation|ez) (?:de )?votre mot de passe
    (?:su|tu) (?:pedido|factura|paquete|envío|extracto)\b | confirmación de(?:l| su| tu)? pedido
    restablec(?:er|e) (?:su|tu)? ?contraseña
    (?:il )?(?:suo|tuo) (?:ordine|pacco) | (?:la )?(?:sua|tua) (?:fattura|spedizione) | conferma (?:d'|dell')?ordine
    (?:o )?seu (?:pedido|extrato) | (?:a )?sua (?:fatura|encomenda) | confirmação d[aeo] (?:pedido|encomenda)
    uw (?:pakket|bestelling|factuur|zending) | je (?:pakket|bestelling|factuur) | (?:bestel|order)bevestiging
    orderbekräftelse | ordrebekræftelse
    ordrebekreftelse | tilausvahvistus | potwierdzenie zamówienia | (?:twoja|twoje) (?:przesyłka|zamówienie|paczka|faktura)
    potvrzení objednávky | rendelés visszaigazolás | confirmare comandă | siparişiniz | подтверждение заказа
    ваш (?:заказ|счёт|счет)
    ご注文(?:確認|の確認|ありがとう) | 発送(?:のお知らせ|完了) | 订单确认
    您的(?:订单|包裹|账单) | 주문 ?확인 | 배송 ?(?:안내|완료|시작)
    """
)
_END = r"(?:\s*[:：].*|\s*[\"'!.)]*)"
_NAMED = r"[\s,;:–—-]*\b(?:re|aw|antw|sv|vs|rif|odp|ynt)\s*:.*"
_PARTED = r"\s*[–—\-(\[|,].*"
_START = r"(?:ext(?:ern(?:al)?)?\s*:\s*)?\W{0,3}(?:\[[^\]]{1,30}\]\s*)?"
ANSWER = re.compile(
    rf"{_START}{literal((*_ANSWER, *_ABSENT))}{_END}|\s*[\[【〔「]\s*{literal(_ANSWER)}\s*[\]】〕」].*",
    re.DOTALL,
)
"""An automatic answer, by the whole of its subject, or by a mark in square brackets before it."""
NAMED = re.compile(rf"{_START}{literal((*_ANSWER, *_ABSENT, *_AWAY))}{_NAMED}", re.DOTALL)
"""The same with the subject that it answers behind it: no proof unless the mail speaks of an absence, too."""
_I_AM = (
    r"(?:(?:i['’]?m|i am|am|currently|ich bin|bin|derzeit|je suis|estoy|"
    r"sono|estou|ik ben|jag är|jeg er|olen|jestem|jsem|som|sunt|я|"
    r".{1,40}\s(?:is|ist|est|está|è|er|är|on|jest|je))\s+)?"
)
ABSENCE = re.compile(rf".{{0,80}}\b{literal(_ABSENT)}\b.{{0,80}}", re.DOTALL)
"""What speaks of an absence: no proof unless the mail does, too."""
HOLIDAY = re.compile(rf"{_START}{_I_AM}(?:{literal(_AWAY)}\b|{literal(_AWAY_IN_SIGNS)}).{{0,80}}", re.DOTALL)
"""The same in words that customers write of their journeys: no proof unless the mail says that they will answer later."""
ANSWER_TO_SOMETHING = re.compile(rf"{_START}{literal((*_ANSWER, *_ABSENT))}{_PARTED}", re.DOTALL)
"""The same where it names the mail that it answers: people write "Out of office - again!" as well, but nobody's mail before."""
NOTES_ABSENCE = re.compile(
    r"\s*(?:auto:.{0,200}\(returning .{1,80}\)|auto:.{0,200}\bout of (?:the )?office\b.{0,100}|"
    r".{1,100} is out of the office(?: (?:until|from|and|as of|\(returning) .{1,80}|\.)|"
    rf"auto ?:.{{1,150}}\b{any_of(_NOTES_AWAY)}\b.{{0,40}}\(.{{1,60}}\d.{{0,20}}\)\.?)\s*",
    re.DOTALL,
)
"""The same as Lotus Notes writes it, with the person's name before it."""
ANSWERED = re.compile(r"\s*(?:re|aw|antw|sv|vs|ref|rif|odp|ynt|vá|atb)(?:\[\d+\])?\s*[:\uff1a].*", re.DOTALL)
"""What a person's mail program writes before the subject that they answer."""
FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|doorst|vb|vs|pd|i|ilt|továbbítás|пересл)\s*[:\uff1a].*", re.DOTALL)
"""What mail programs write before the subject of a mail that they forward."""
UNDELIVERED = re.compile(rf"{_START}{literal(_UNDELIVERED)}(?:\W.*)?|来自.{{1,80}}的退信|\[(?:발송 ?실패|반송).*", re.DOTALL)
"""A delivery report, where its sender is a mail system."""
DELAYED = re.compile(rf"{_START}{literal(_DELAYED)}(?:\W.*)?|.{{0,80}}\((?:delay|delayed)\).{{0,80}}", re.DOTALL)
"""A delivery report that says that a mail is still on its way."""
CHALLENGE = re.compile(
    r"(?!\s*(?:re|aw|sv|rv|fw|fwd|tr)\s*:).{0,200}\b(?:verify|conf|confirm)#[\w-]{6,}.{0,50}|"
    r"please confirm (?:your|the) (?:e-?mail )?message(?: \[.{1,60}\])?",
    re.DOTALL,
)
"""A sender's filter that lets us in once we prove to be persons (BoxTrapper, ASK; TMDA)."""
VERIFICATION = re.compile(r".{0,250}\((?:verification|verify|verification required)\)", re.DOTALL)
"""A filter's mail by SpamArrest and its kin: no proof unless the mail asks for a click."""
AGGREGATE = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?report domain:.{1,250}submitter:.{1,250}", re.DOTALL)
"""RFC 7489 §7.2.1.1 (DMARC) and RFC 8460 §5.3 (TLS)."""
_OF_IT = (
    r"(?:\W*|\s*[:：#(\[/|–—-].*|\s+(?:of|for|from|your|ihre[rs]?|ihr|zu[rm]?|für|de|du|des|votre|del?|su|di|della|da|do|dos?|sua|van|voor|uw|"
    r"av|för|din|ditt|for|til|o|w|na|о|на|від|za|вашего|вашого|\d).*|"
    r"\s+(?:zgłoszenia|wiadomości|zapytania|zprávy|požadavku|žádosti|e-?mailu|správy|poruke|upita|sporočila|заявки|письма|сообщения|обращения|"
    r"повідомлення|звернення|листа)\b.*)"
)
"""What may stand behind such a noun: nothing, a mark, or which mail it is of."""
RECEIVED = re.compile(
    rf"{_START}(?:{any_of(_RECEIVED)}.*|{any_of(_RECEIPTS)}{_OF_IT})",
    re.DOTALL,
)
"""What acknowledges a mail: no proof unless the mail says that a program wrote it."""
NUMBERED = re.compile(r"\s*\[[^\]]{0,40}\d{3,12}[^\]]{0,10}\].*", re.DOTALL)
"""What begins with the number of a case, as people's mails do that were answered by a help desk."""
READ = re.compile(rf"{_START}{any_of(_READ)}\s*[:：].*", re.DOTALL)
"""What Outlook writes before the subject of the mail that was read: no proof unless the mail has Outlook's words, too."""
NOTICE = re.compile(rf"{_START}{any_of(_NOTICES)}.*", re.DOTALL)
"""What shops, banks, carriers and guards of accounts write to everybody: no proof unless nobody can answer the sender."""
