"""What a phone or program adds of itself: words of sending, and the things mails are sent from."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

SENT = listed(
    r"""
    gestuur | ipinadala | dihantar | anfonwyd | seolta | bidalia | bidalita | sent frá | dërguar | испратено
    göndərilib | жіберілді
    გაგზავნილია | ուղարկված է | imetumwa | ilitumwa | adpraŭlena | адпраўлена | yuborildi | sendita | geschéckt
    sent | posted | get | composed | mailed | written | download | gesendet | versendet | verfasst
    geschickt | (?:diese |meine )?(?:nachricht|e-?mail|mail) wurde | von | mit | envoy[ée]e? | provenance
    enviad[oa] | enviat | inviat[oa] | verstuurd | verzonden | wysłan[eoay] | wysłano | skickat | sendt
    lähetetty | odesláno | odoslané | küldve | elküldve | trimis | στάλθηκε | εστάλη | απεστάλη | отправлено
    надіслано | изпратено | послато | poslano | poslato | saadetud | išsiųsta | nosūtīts | dikirim | đã gửi
    gửi | được gửi | ส่งจาก | נשלח | أُ?رسلت? | مُ?رسَ?لة? | تم الإرسال | تم إرساله?ا? | فرستاده | ارسال
    发自 | 發自 | 从 | 從
    獲取 | 获取
    取得 | 下载 | 来自 | 由我 | outlook | yahoo mail | holen sie sich | obten(?:ir|ez|er|ha|ga|é|ir)? | obtén
    télécharge[rz] | descargar? | ottieni | scarica | pobierz | hämta | baixe | obtenha | lataa | hent
    stáhněte si | stiahnite si | preuzmite | letöltés | descărcați | obțineți | indirin | αποκτήστε
    скачать | получить | завантажити | изтегляне | dapatkan | tải | nhận | hanki | skaff deg | získať
    získat | az outlook | gauti | iegūstiet | pridobite | أحصل على | احصل على | الحصول على | קבל את | הורד את | ดาวน์โหลด
    รับ | дізнайтесь | aşağıdakini edinin | nabavite
    """
)
"""Patterns."""
THINGS = listed(
    r"""
    iphon\w{1,7} | ipad\w{0,6} | ipod | ios | android\w{0,4} | blackberry\w{0,3} | samsung\w{0,3} | galaxy
    huawei | honor | xiaomi | redmi | oneplus | oppo | vivo | pixel | realme | nokia | motorola | xperia
    sony | htc | lg | palm | treo | smartphone\w{0,2} | phone | tablet | handheld | mobile | móvil | movil
    mobil\w{0,6} | mobiel | celular | telem[óo]vel | téléphone | telefono | teléfono | telefoon
    telefon\w{0,6} | handy | cellulare | puhelime\w{0,6} | komórk\w{0,3} | appareil | dispositivo | gerät
    enhet | urządzeni\w{0,3} | телефон\w{0,2} | смартфон\w{0,2} | айфон\w{0,2} | windows | outlook\w{0,4}
    spark | proton ?mail | tutanota | tuta | yahoo | aol | gmail | web\.de | gmx | freenet | t-online
    k-9\w{0,3} | fairmail | fairemail | thunderbird | superhuman | airmail | fairphone | workspace one boxer
    boxer | mailbird | mailspring | edison mail | edison | mail for | correo for | courrier | correo para
    mail für | mail per | почт\w{1,3} | mail\.ru | zimbra | roundcube | ma boîte | orange | libero
    bluemail | mymail | newton | canary | hey | fastmail | zoho mail | em client | emclient | email\.cz
    seznam | centrum | wp | onet | o2 | interia | post\.cz | postbox | apple mail | apple watch | watch
    macbook | 网易\S{0,12} | qq ?邮箱 | 手机\S{0,6} | 手機\S{0,6} | 华为\S{0,8} | 小米\S{0,6} | スマートフォン
    휴대폰
    điện thoại | ponsel | โทรศัพท์ | הטלפון | נייד | جوال | هاتف\S{0,4} | foxmail | naver | daum | hotmail
    rediffmail | ymail | aqua mail | bluemail | telekom\w{0,8} | 1&1\w{0,8} | ionos\w{0,8} | mail[ -]app
    freemail | mail-app | webmail
    ஐபோன் | आईफ़ोन | आईफोन | আইফোন | айпад\w{0,2} | айпада | андроид\w{0,2}
    """
)
"""Patterns."""
WHOLE = (
    r".{0,40}(?:iphone|ipad|android|galaxy|телефон|outlook|telefon)\S{0,8} (?:küldve|gönderildi|beszerzése.{0,12}|saadetud)",
    r".{0,30}(?:mdan|ımdan|cihazımdan|uygulamasından|üzerinden) gönderildi",
    r"[發发]自我的.{0,30}|從我的.{0,20}傳送|从我的.{0,20}发送|.{0,30}(?:から送信|より送信|を入手)",
    r"(?:나의|내) .{0,24}에서 보냄|.{0,24}에서 보냄",
    r"(?:ios|android|mac|windows)(?:용|用|版)? ?outlook.{0,12}",
    r"sent (?:via|with|using|by) .{2,40} (?:mail|app|email client|secure email)\W{0,3}.{0,60}",
    r"lähetetty (?:iphone|ipad|puhelime|android|samsung|outlook|yahoo)\S{0,10}.{0,30}",
    r"נשלח מ.{0,6}(?:iphone|ipad|android|galaxy|samsung|outlook|טלפון|הנייד).{0,20}",
    r"(?:von unterwegs|mobil|unterwegs) (?:gesendet|geschrieben|verfasst)|gesendet von unterwegs",
    r"sent (?:from|on) the (?:go|move|road)",
    r"sent from (?:a|my) (?:mobile|cell|phone|tablet).{0,20}|envoyé (?:en déplacement|depuis mon mobile)|enviado desde el móvil",
    r"please (?:excuse|forgive|pardon) (?:the |my |any )?(?:brevity|typos).{0,60}|bitte entschuldigen sie die kürze.{0,60}",
)
"""Patterns of whole lines that are made otherwise."""
NAMES = ("iphone", "ipad", "android", "galaxy", "samsung", "outlook")
SENT_AFTER = listed(
    r"""
    से भेजा | से भेजा गया | থেকে পাঠানো | سے بھیجا گیا | இலிருந்து அனுப்பப்பட்டது | bidalia | göndərilib | жіберілді | yuborildi
    """
)
"""Patterns of words of sending that follow the name of the thing, where the verb comes last."""
