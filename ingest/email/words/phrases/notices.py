"""What companies' servers and virus scanners hang below mails, as stems of words by subject. A notice has several of them."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

SECRET = listed(
    """
    confidential | confidencia | confidenti | privileged | vertraulich | rechtlich geschützt | vertrouwelijk
    riservat | confidenzial | poufn | důvěrn | dôvern | bizalmas | конфиденц | конфіденц | поверител
    поверљив | gizli | konfident | sekretess | fortrolig | luottamuks | εμπιστευτικ | 保密 | 机密 | 機密 | 기밀
    سري | חסוי | סודי | povjerljiv | poverljiv | zaupn | konfidenc | bảo mật | rahasia | محرمانه | ความลับ
    privilegiad | taushets
    """
)
INTENDED = listed(
    """
    intended | solely | addressee | named recipient | bestimmt | empfänger | ausschließlich | destin
    exclusi | dirigid | bestemd | uitsluitend | przeznaczon | adresat | zastrzeż | určen | adresát | címzett
    предназначен | призначен | адресат | avsed | beregnet | tarkoitettu | αποδέκτ | παραλήπτ | adresa
    adressat | mottaker | modtager | mottagare | vastaanottaj | 收件人 | 仅限 | 僅限 | 宛先 | 受信者 | 수신
    المرسل إليه
    נמען | namijenjen | namenjen | kişiye | alıcı | penerima | người nhận | ผู้รับ | individual or entity
    person or entity | person(s) or entity
    """
)
MISTAKEN = listed(
    """
    in error | by mistake | irrtümlich | versehentlich | fälschlich | nicht der richtige | par erreur
    por error | por erro | per errore | ten onrechte | onterecht | abusievelijk | niet voor u bestemd
    omyłk | pomyłk | omylem | tévedés | по ошибке | ошибочно | помилков | по погрешка | yanlışlık
    av misstag | felaktigt | ved en fejl | ved en feil | feilaktig | erehdyks | vahingossa | λάθος
    din greșeală | din eroare | 错收 | 误收 | 錯誤 | 誤って | 誤送 | お心あたり | 잘못 | خطأ | בטעות | greškom
    pomotoma
    nhầm | keliru | not the intended | received this | ekslikult | kļūdas | klaida
    """
)
DESTROY = listed(
    """
    delete | destroy | prohibited | unauthori | disclos | notify | lösch | vernicht | untersagt
    nicht gestattet | informieren sie | supprim | détru | interdit | eliminar | elimin | borr | destru
    prohibi | proibi | cancell | distrugg | vietat | verwijder | vernietig | verboden | usunąć | usunięcie
    zniszcz | zabronion | smaž | vymaž | zmaž | töröl | удал | уничтож | запрещ | видал | заборон | изтри
    siliniz | silin | radera | slet | poista | διαγράψ | șterge | 删除 | 刪除 | 禁止 | 削除 | 삭제 | حذف
    احذف | מחק
    obriš | izbriš | xóa | hapus | informujte
    """
)
THIS_MAIL = listed(
    """
    e-mail | email | message | electronic | transmi | mail | nachricht | courriel | mensaje | correo
    messaggio | comunicazione | bericht | mensagem | wiadomoś | korespondencj | zpráv | správ | üzenet
    levél | сообщени | письм | повідомлен | лист | съобщени | e-posta | ileti | mesaj | meddelande
    meddelelse | melding | viesti | μήνυμα | 邮件 | 郵件 | メール | 메일 | رسالة | בריד | הודע | דוא | poruk
    sporočil | thư | pesan | surel | dokument
    """
)
SCANNERS = listed(
    """
    avast | avg | norton | eset | nod32 | kaspersky | mcafee | sophos | mailscanner | bitdefender | clamav
    trend micro | symantec | panda | f-secure | avira | g data | mailcleaner | messagelabs | mimecast
    spamassassin | spamtitan | barracuda | dr.web
    """
)
SCANNED = listed(
    """
    virus | virenfrei | viren | vírus | wirus | wirusów | вирус | вірус | virüs | malware | scanned
    geprüft | checked | 病毒 | ウイルス | ウィルス | 바이러스 | ιού | ιός | antivir | antispam | verificad
    gecontroleerd
    analysé | kontroll | פיירוס | وس
    """
)
SCANNED_SURELY = r"this (?:e-?mail|message|electronic).{0,20} (?:has been|was) (?:checked|scanned|swept|certified)"
"""What scanners of any name say, in English."""
CHECKED = listed(
    """
    scanned | checked | swept | verified | certified | signature database | geprüft | überprüft | untersucht
    gescannt | vérifié
    analysé | comprobad | analizad | escanead | examinad | verificad | controllat | esaminat | verificat
    scansionat | analizzat
    gecontroleerd | gescand | sprawdz | przeskan | skanowan | проверен | перевірен | провере | zkontrolov
    skontrolov | provjeren
    proveren | preveren | skann | kontroll | tarkist | tarkast | ellenőr | scanat | taran | kontrol edil
    ελέγχ | σαρώ
    検査 | スキャン
    扫描 | 掃描 | 检查 | 檢查 | 검사 | נבדק | נסרק | فحص | quét | kiểm tra | diperiksa | dipindai | genomsök
    søgt
    """
)
"""Stems of what scanners say they did."""
FREE = listed(
    r"""
    virus[- ]free | virenfrei | virusfrei\w? | sans virus | libre de virus | livre de vírus | sem vírus
    senza virus | privo di virus | virusvrij | wolne od wirusów | bez wirusów | без вирусов | без вірусів
    bez virů | bez vírusov | vírusmentes | fără viruși | lliure de virus | virüs bulunmuyor | virüssüz
    ei viruksia | 无病毒 | 無病毒 | ウイルスなし | ウイルス フリー | 바이러스 없음
    """
)
"""Patterns with which a scanner's short line begins."""
NATURE = listed(
    """
    environment | umwelt | environnement | medio ambiente | medioambiente | ambiente | milieu | środowisk
    miljö | miljø | ympäristö | životní prostředí | životné prostredie | környezet | mediul | çevre
    περιβάλλον | окружающ | природ | 环境 | 環境 | 환경 | planet | trees
    """
)
PRINT = listed(
    """
    print | ausdruck | drucken | imprim | stampa | afdruk | printen | druk | skriv | udskriv | tulost | tisk
    tlač | nyomtat | yazdır | εκτυπ | распечат | друку | 打印 | 列印 | 印刷 | 인쇄
    """
)
TITLE = (
    r"(?:legal |privacy |email |e-mail )?disclaimer\W{0,3}(?:$|:)",
    r"(?:confidentiality|legal|privacy|important) (?:notice|note|statement|disclaimer|information)\W{0,3}(?:$|:)",
    r"(?:haftungsausschluss|vertraulichkeitshinweis|avis de confidentialité|aviso (?:legal|de confidencialidad))\W{0,3}(?:$|:)",
    r"(?:avvertenza|nota di riservatezza|aviso de confidencialidade)\W{0,3}(?:$|:)",
)
"""Patterns with which a notice begins, when anything of the subjects follows."""
LISTS = listed(
    """
    mailing list | unsubscribe | listinfo | google groups | list-subscribe
    you received this message because | abbestellen | mailingliste | liste de diffusion | lista de correo
    dejar de recibir | lista de discussão | cancella iscrizione | désabonner | désinscrire | afmelden
    отписаться | view it on github | reply to this email directly | manage your notification
    """
)
"""Words of the footers of mailing lists."""
SPEAKS = listed(
    r"""
    i (?:am|was|have|had|did|do|will|would|got|get|received|want|need|think|don['’]t|didn['’]t|can|could|ask|expect|never|also)
    i['’](?:m|ve|d|ll) | ich | j['’]ai | je (?:suis|vous|ne|n['’]ai|veux|demande) | yo | he recibido | recibí
    quiero | ho ricevuto
    voglio | ik | eu | recebi | quero | otrzymałem | otrzymałam | dostałem | dostałam | jag | minä | sain | я
    мені | мне
    """
)
"""Patterns in which people speak of what they themselves did, as no notice does; lower case."""
YOURS = listed(
    "your | yours | ihre | ihrer | eure | votre | vos | su correo | vuestro | vostra | uw | jullie | ваш | ваше | twoj | państwa"
)
"""Words for what we sent, of which a notice does not speak."""
OF_SELF = listed(
    """
    me | my | mir | mich | meine | meiner | meinen | moi | mon | mes | mis | mia | mio | mijn | meu | minha
    mnie | moje | mig | mitt
    меня | мной | мою | моей | моих
    """
)
"""Words with which a person may ask for a mail to be deleted, and a customer speaks of other things."""
