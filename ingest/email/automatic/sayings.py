# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""What programs say of themselves in a mail, by language: that nobody wrote it, that its owner is away, that a mail was read.

None of it is a proof: people quote it in their complaints. The rules ask for a subject of the same kind beside it, and leave
out what stands in quotation marks. Sources: the texts that Outlook and Exchange, Notes, GroupWise, webmails and help desks
propose. To add a language, add a line to each list; entries are patterns in small letters, and must be bounded.
"""

import re

from ingest.email.words.phrases import any_of, listed

_BY_ITSELF = listed(
    r"""
    this is an? (?:auto|automatic|automated)[- ]?(?:reply|response|message|e-?mail|mail|notice)
    this is an automatically (?:generated|sent|created) (?:reply|response|message|e-?mail|mail|notice)
    this (?:e-?mail|message|mail|reply|response) (?:was|is|has been) (?:being )?(?:sent |generated |created )?automatically
    dies ist eine automatisch(?:e| (?:gener|erst|erz|vers)\w{2,7}) (?:e-?mail|nachricht|antwort|mail|mitteilung)
    diese (?:e-?mail|nachricht|mail|antwort) (?:wurde|wird|ist) automatisch
    (?:ceci est|il s'agit d')\s?un (?:e-?mail|message|courriel|envoi) automatique
    ce(?:t e-?mail| message| courriel) (?:est|a été) (?:généré |envoyé |émis )?automatique
    este (?:es un )?(?:mensaje|correo)(?: electrónico)? (?:es |ha sido |fue )?(?:generado |enviado )?(?:de forma )?autom[áa]tic
    quest[oa] (?:è un[a']?\s?)?(?:messaggio|e-?mail|risposta|mail) (?:è stat[oa] |è )?(?:generat[oa] |inviat[oa] )?automatic
    est[ae] (?:é uma? )?(?:mensagem|e-?mail|resposta) (?:é |foi )?(?:gerad[oa] |enviad[oa] )?automátic
    aquest (?:és un )?(?:missatge|correu) (?:s'ha |ha estat )?(?:generat |enviat )?automàtic
    dit is een automatisch(?:e)? (?:gegenereerde? |verzonden )?(?:bericht|e-?mail|antwoord|mail)
    dit (?:bericht|e-?mail) is automatisch | det(?:ta| här) är ett automatiskt | dette er (?:en|et) automatisk
    þetta er sjálfvirkt | tämä on automaattinen | see on automaatne
    (?:wiadomość|e-?mail) (?:ta |ten )?(?:została? |jest )?(?:wygenerowan\w{1,2} |wysłan\w{1,2} )?automatyczn
    toto je automatick
    tent?o (?:e-?mail|zpráva|správa) (?:byl|bol) ?(?:vygenerován|odeslán|vygenerovaný|odoslaný)?a? automaticky
    ez egy automatikus | automatikusan (?:generált|küldött)
    acest(?:a este un)? (?:mesaj|e-?mail) (?:este |a fost )?(?:generat |trimis )?automat | ovo je automatsk
    ова порука је аутоматск | ова е автоматич | това е автоматич | to je samodejno | šis ir automātisk | tai automatin
    bu (?:mesaj|e-?posta|ileti) otomatik | (?:это|данное|настоящее)(?: письмо| сообщение)?.{0,30}автоматическ
    (?:це|цей лист|дане)(?: повідомлення)?.{0,30}автоматичн | αυτό (?:το μήνυμα|το e-?mail|είναι).{0,30}αυτ[όο]ματ
    (?:זוהי|זו) (?:הודעה|תשובה) אוטומטית | هذه رسالة (?:آلية|تلقائية|إلكترونية تلقائية)
    (?:هذا|هذه) (?:رد|البريد|الرسالة).{0,20}(?:تلقائي|آلي) | این (?:یک )?(?:پیام|ایمیل).{0,20}خودکار
    यह (?:एक )?(?:स्वचालित|स्वतः) | นี่คือ.{0,20}อัตโนมัติ | (?:อีเมล|ข้อความ)(?:นี้|ฉบับนี้).{0,20}อัตโนมัติ
    đây là (?:thư|email|tin nhắn|thông báo).{0,20}tự động
    (?:ini adalah )?(?:pesan|e-?mel|e-?mail|email|surel) ini (?:dikirim|dijana|dihantar|dibuat).{0,12}(?:otomatis|automatik)
    ini adalah (?:pesan|balasan|e-?mel|email|surel|mesej) (?:otomatis|automatik)
    (?:この|本)(?:電子)?メールは.{0,20}自動 | 自動(?:送信|返信|配信)(?:メール|されて|して|です)
    (?:这|此|本)(?:是一?)?封?.{0,6}(?:邮件|信件|消息).{0,8}自动
    (?:這|此|本)(?:是一?)?封?.{0,6}(?:郵件|信件|訊息).{0,8}自動
    (?:系统|系統)(?:自动|自動)(?:发送|發送|生成|产生|回复|回覆) | 这是(?:一封)?自动 | 這是(?:一封)?自動
    (?:이|본) (?:메일|이메일|메시지)(?:은|는).{0,20}(?:자동|발신 ?전용)
    자동(?:으로)? (?:발송|회신|응답)(?:된|되는) (?:메일|이메일)
    """
)
_FORBIDS = listed(
    r"""
    (?:please )?do not reply to this (?:automated |automatic )?(?:e-?mail|message|mail)
    bitte antworten sie nicht (?:direkt )?auf diese | ne (?:pas répondre|répondez pas) à ce(?:t e-?mail| message)
    no responda a este (?:mensaje|correo) | non rispondere a quest[oa] | não responda a est[ae]
    svara inte på det(?:ta| här) | svar ikke på denne | älä vastaa tähän | prosimy (?:na nią )?nie odpowiadać
    na tent?o e-?mail,? (?:prosím )?neodpov | neodpovídejte na tent?o | ne válaszoljon erre | vă rugăm să nu răspundeți
    lütfen bu (?:mesajı|e-?postayı|iletiyi) yanıtlama | не отвечайте на (?:это|данное) | не відповідайте на (?:це|цей)
    μην απαντήσετε σε αυτό | אין להשיב (?:להודעה|למייל)
    """
)
_THANKS = listed(
    r"""
    thank(?:s| you)(?: very much)? for (?:your|contacting|writing|getting in touch|the)
    dank(?:e)? für (?:ihre|deine|die) | merci (?:pour|de) (?:votre|ton|m'avoir|nous avoir) | remerci\w{1,4} (?:pour|de) votre
    gracias por (?:su|tu|el|contactar|escribir) | grazie per (?:il|la|l'|aver|averci|la sua) | obrigad[oa] (?:pelo|pela|por)
    gràcies pel
    (?:dank|bedankt) voor (?:uw|je|het) | dziękuj(?:ę|emy) za | tack för | takk? for | takk fyrir
    kiitos (?:viesti|yhteyden|sähköposti)
    děkuj[ie]\w{0,2} za | ďakuj\w{2,4} za | köszön(?:öm|jük) | mulțumes[cm]\w{0,2} pentru | hvala (?:vam )?(?:na|za) | хвала на
    teşekkür ed | спасибо за | благодар | дякую за | дякуємо за | ευχαριστ\w{1,4} για | תודה על
    شكر[اً]{0,2}.{0,10}(?:على|لرسالت)
    cảm ơn | terima kasih | ขอบคุณ | ありがとうございます | 感谢您 | 感謝您 | 谢谢您的 | 謝謝您的 | 감사합니다
    """
)
_BACK = listed(
    r"""
    (?:when|as soon as|once) i(?:'m| am) back | (?:on|upon|after) my return | when i (?:return|get back)
    nach meiner rückkehr | sobald ich (?:wieder|zurück) | à mon retour | dès mon retour | a mi (?:vuelta|regreso)
    al mio (?:rientro|ritorno)
    (?:no|após o|ao) meu (?:regresso|retorno) | en tornar | (?:na|bij) (?:mijn )?terugkomst | wanneer ik terug
    po (?:moim )?powrocie
    när jag (?:är )?(?:åter|tillbaka) | når jeg er tilbage | når jeg er tilbake | palattuani | po (?:svém|mém|mojom) návratu
    visszatérésem után | la întoarcere | dönüşümde | döndüğümde | после (?:моего )?возвращения | після (?:мого )?повернення
    κατά την επιστροφή μου | με την επιστροφή μου | sau khi (?:tôi )?(?:trở lại|quay lại) | setelah saya kembali
    복귀 (?:후|하는) | \d日以降に.{0,20}(?:連絡|返信|回答) | 返回后 | 回來後 | 回来后
    """
)
_AWAY = listed(
    r"""
    i(?:['’]m| am| will be|['’]ll be) (?:currently |now |presently )?(?:out of (?:the )?office|away|travell?ing)
    i(?:['’]m| am| will be|['’]ll be) (?:currently |now |presently )?on (?:\w{3,10} )?(?:leave|holidays?|vacation)
    ich (?:bin|befinde mich) .{0,60}(?:nicht im (?:büro|haus|dienst)|abwesend|im urlaub|außer haus|nicht erreichbar|in elternzeit)
    je (?:suis|serai) .{0,60}(?:absente?|en congés?|en vacances|en déplacement|hors du bureau)
    (?:estoy|estaré|me encuentro) .{0,60}(?:fuera de la oficina|ausente|de vacaciones)
    (?:sono|sarò) .{0,60}(?:assente|fuori (?:ufficio|sede)|in ferie)
    (?:estou|estarei|encontro-me) .{0,60}(?:fora do escritório|ausente|de férias)
    (?:sóc|soc|estic|estaré) .{0,60}(?:fora de l'oficina|de vacances|absent)
    ik ben .{0,60}(?:afwezig|niet aanwezig|(?:met|op) vakantie|niet op kantoor)
    (?:jestem|będę|przebywam) .{0,60}(?:nieobecn|na urlopie|poza biurem)
    jag (?:är|har) .{0,60}(?:semester|ledig|inte på kontoret|bortrest)
    jeg (?:er|har|holder) .{0,60}(?:ferie|ikke på kontoret|fraværende|bortreist|orlov)
    olen .{0,60}(?:lomalla|poissa|vapaalla) | ég er .{0,60}(?:fríi|fjarverandi) | olen .{0,60}(?:puhkusel|eemal)
    (?:jsem|čerpám|budu|som|čerpám) .{0,60}(?:dovolen|mimo kancelář|nepřítom|neprítom)
    (?:szabadságon|házon kívül) (?:vagyok|leszek)
    (?:sunt|voi fi) .{0,60}(?:în concediu|plecat|absent) | (?:nalazim se|sam|sem|bom) .{0,60}(?:odmoru|dopustu|odsotn|odsut)
    izindeyim | tatildeyim | ofis dışındayım | (?:esu|būsiu) .{0,60}atostog | (?:esmu|būšu) .{0,60}(?:atvaļinājum|prombūtn)
    (?:я|нахожусь) .{0,60}(?:в отпуске|отсутств|не в офисе|в командировке) | я .{0,60}(?:у відпустці|відсутн|не в офісі)
    (?:аз съм|в момента съм) .{0,60}(?:отпуск|извън офиса)
    (?:είμαι|απουσιάζω|βρίσκομαι|θα απουσιάζω) .{0,60}(?:άδεια|εκτός γραφείου|διακοπές)
    (?:אני )?(?:נמצא|נמצאת|אהיה|בחופשה) .{0,40}(?:בחופשה|מחוץ למשרד|חופשה) | أنا .{0,40}(?:في إجازة|خارج المكتب) | من در مرخصی
    (?:tôi|em|mình) (?:đang|sẽ) .{0,40}(?:nghỉ phép|vắng mặt|không có mặt|đi công tác)
    saya (?:sedang|akan|kini) .{0,40}(?:cuti|bercuti|tidak berada|di luar pejabat|di luar kantor)
    (?:休暇|不在|休業|お休み) | (?:休假|不在办公室|不在辦公室|出差|外出)
    (?:휴가|부재중|출장) | (?:ลาพักร้อน|ไม่อยู่ที่สำนักงาน|ลาพัก)
    """
)
_RECEIPT = listed(
    r"""
    your message.{1,800}\b(?:was (?:read|displayed) on|was deleted without being read)\b
    ihre nachricht.{1,800}\b(?:wurde (?:am )?.{4,80}gelesen|wurde .{0,80}ungelesen gelöscht)
    votre message.{1,800}\b(?:a été lu|a été supprimé sans (?:être|avoir été) lu)
    su mensaje.{1,800}\b(?:fue leído|se leyó|ha sido leído|se eliminó sin leer)
    (?:il (?:suo )?messaggio|il messaggio).{1,800}\b(?:è stato letto|è stato eliminato senza)
    (?:a sua mensagem|sua mensagem).{1,800}\b(?:foi lida|foi excluída sem|foi eliminada sem)
    uw bericht.{1,800}\b(?:is gelezen|is verwijderd zonder)
    (?:ditt meddelande|meddelandet).{1,800}\b(?:lästes|har lästs|togs bort utan)
    (?:din meddelelse|meldingen|meldingen din).{1,800}\b(?:blev læst|ble lest|er læst|er lest)
    viestisi.{1,800}\b(?:luettiin|on luettu|poistettiin)
    twoja wiadomość.{1,800}(?:została (?:odczytana|przeczytana)|usunięta bez)
    vaše zpráva.{1,800}(?:byla přečtena|byla odstraněna bez) | (?:az ön )?üzenet\w{0,3}.{1,800}(?:elolvas|olvasás nélkül)
    mesajul dvs\.?.{1,800}(?:a fost citit|a fost șters)
    ваше сообщение.{1,800}(?:было прочитано|прочтено|удалено непрочитанным|было удалено)
    iletiniz.{1,800}(?:okundu|okunmadan silindi) | το μήνυμά σας.{1,800}(?:αναγνώστηκε|διαβάστηκε)
    (?:您的邮件|您的郵件|你的邮件).{1,800}(?:阅读|已读|閱讀|讀取)
    (?:次の)?メッセージ.{1,800}(?:開封されました|に開封|既読)
    메시지.{1,800}읽었습니다
    """
)
_GREETING = 40
_UNQUOTED = r"(?<![\"'«»„“”‘’「『>])"
BY_ITSELF = re.compile(rf"{_UNQUOTED}{any_of(_BY_ITSELF)}", re.DOTALL)
"""That a program wrote the mail, where no quotation mark stands before."""
_SENTENCE_ENDS = frozenset(".!?…)*=-–—。！？．؟।※•·")
FORBIDS = re.compile(rf"{_UNQUOTED}{any_of(_FORBIDS)}", re.DOTALL)
"""That nobody shall answer. People say so, too: "do not reply with another form letter"."""
BACK = re.compile(any_of(_BACK), re.DOTALL)
"""That the writer will answer once they are back."""
THANKS = re.compile(any_of(_THANKS), re.DOTALL)
"""What a vacation note often begins with."""
AWAY = re.compile(rf"{_UNQUOTED}{any_of(_AWAY)}", re.DOTALL)
"""That the writer is away at present."""


def of_itself(words: str, *, forbids: bool = False) -> bool:
    """Whether a sentence says that a program wrote the mail; "you say this is an automatic reply" does not.

    `forbids`: a sentence that forbids answers is enough.
    """
    patterns = (BY_ITSELF, FORBIDS) if forbids else (BY_ITSELF,)
    return any(_begins(words[: found.start()]) for pattern in patterns for found in pattern.finditer(words))


def _begins(before: str) -> bool:
    rest = before.rstrip()
    greeted = len(rest) < _GREETING and rest.endswith((",", "!", "،", "、", "，"))
    return not rest or greeted or "\n" in before[len(rest) :] or rest[-1] in _SENTENCE_ENDS


ASKS_FOR_A_CLICK = re.compile(
    r"protecting myself from (?:receiving )?(?:junk|spam)|just this once,? click|click the link below so", re.DOTALL
)
"""What a sender's filter says that lets nobody in whom it does not know."""
RECEIPT = re.compile(rf"(?=[^\n]{{1,60}}\n\s*[^\n:：]{{1,25}}[:：])\s*{any_of(_RECEIPT)}.{{0,200}}", re.DOTALL)
"""All that Outlook and Exchange say in a read receipt, from its first word to its last; "To: …" stands in the second line."""
