# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""What mail servers say of a mail that failed, by language: nobody has the address, or its mailbox is full, or it is only late.

Entries are patterns in small letters, and must be bounded.
A sentence names the mailbox or its owner before it says what is wrong with it, so that
"nicht gefunden" alone, of a file or of a host, tells nothing.
"""

from ingest.email.words.phrases import listed

GONE = listed(
    r"""
    recipient name is not recogni[sz]ed | unknown local part | (?:e-?mail )?account that you tried to reach does not exist
    (?:empfänger|adresse|benutzer|postfach)\w{0,3}\b.{0,50}(?:unbekannt|nicht gefunden|existiert nicht|nicht vorhanden)
    unbekannter (?:empfänger|benutzer) | (?:adresse|postfach|benutzer|empfänger) gibt es nicht
    (?:destinataire|adresse|utilisateur|boîte)\b.{0,50}(?:inconnue?|introuvable|n['’]existe pas|n['’]a pas été trouvée?)
    (?:destinatario|usuario|dirección|buzón|cuenta)\b.{0,50}(?:no existe|desconocid[oa]|no (?:se )?(?:ha sido )?encontr)
    (?:destinatario|utente|indirizzo|casella)\b.{0,50}(?:sconosciut[oa]|inesistente|non esiste|non (?:è stat[oa] )?trovat[oa])
    (?:destinatário|usuário|utilizador|endereço|caixa)\b.{0,50}(?:não (?:existe|(?:foi )?encontrad)|desconhecid|inexistente)
    (?:destinatari|usuari|adreça|bústia)\b.{0,50}(?:no existeix|desconegu|no s'ha trobat)
    (?:gebruiker|ontvanger|adres|postvak|postbus)\b.{0,50}(?:onbekend|niet gevonden|bestaat niet)
    onbekende (?:gebruiker|ontvanger)
    (?:użytkownik|odbiorca|adres|skrzynka|konto)\b.{0,50}(?:nie istnieje|nieznan[ya]|nie (?:został )?znalezion) | nie ma takiego
    (?:uživatel|příjemce|adresa|schránka|používateľ|príjemca)\b.{0,50}(?:neexistuje|neznám|nenalezen|nebyl[ao]? nalezen)
    (?:användaren|mottagaren|adressen|brevlådan)\b.{0,50}(?:finns inte|okänd|hittades inte|kunde inte hittas)
    (?:brugeren|modtageren|adressen|postkassen|brukeren|mottakeren)\b.{0,50}(?:fin[dn]es ikke|ukendt|ukjent|ikke fun[dn]et)
    (?:käyttäjää|vastaanottajaa|osoitetta|postilaatikkoa)\b.{0,50}(?:ei ole|ei löy) | tuntematon (?:käyttäjä|vastaanottaja)
    (?:címzett|felhasználó|postafiók|cím)\b.{0,50}(?:nem létezik|ismeretlen|nem található) | ismeretlen (?:címzett|felhasználó)
    (?:destinatarul|utilizatorul|adresa|căsuța)\b.{0,50}(?:nu există|necunoscut|nu a fost găsit)
    (?:korisnik|primatelj|primalac|adresa)\b.{0,50}(?:ne postoji|nepoznat|nije pronađen)
    (?:uporabnik|prejemnik|naslov)\b.{0,50}ne obstaja
    (?:kullanıcı|alıcı|adres|posta kutusu)\w{0,4}\b.{0,50}(?:bulunamadı|mevcut değil|bilinmiyor)
    (?:пользовател|получател|адресат|адрес|ящик)\w{0,3}\b.{0,50}(?:не существует|не найден|неизвестен)
    нет такого (?:пользователя|адреса)
    (?:неизвестный|несуществующий) (?:пользователь|получатель|адрес)
    (?:користувач|одержувач|адрес)\w{0,3}\b.{0,50}(?:не існує|не знайден|невідом)
    (?:потребител|получател|адрес)\w{0,4}\b.{0,50}(?:не съществува|непознат|не е намерен)
    (?:χρήστης|παραλήπτης|διεύθυνση|παραλήπτη)\b.{0,50}(?:δεν υπάρχει|άγνωστ|δεν βρέθηκε)
    (?:宛先|アドレス|ユーザー?|受信者).{0,30}(?:存在しません|存在しない|見つかりません|見つからない|不明)
    (?:用户|收件人|地址|邮箱|帐户|账户|使用者|信箱|郵箱|帳戶).{0,20}(?:不存在|未找到|找不到)
    (?:수신자|사용자|주소|계정|받는 사람).{0,20}(?:존재하지 않|찾을 수 없)
    (?:người dùng|người nhận|địa chỉ|hộp thư).{0,40}(?:không tồn tại|không tìm thấy)
    (?:pengguna|penerima|alamat).{0,40}(?:tidak ditemukan|tidak ada|tidak wujud)
    """
)
FULL = listed(
    r"""
    postfach\b.{0,50}\b(?:voll|überfüllt|überschritten) | (?:speicherplatz|kontingent)\b.{0,40}(?:überschritten|erschöpft|belegt)
    boîte (?:aux lettres|de réception|mail)\b.{0,50}(?:pleine|saturée) | quota\b.{0,40}(?:dépassé|atteint)
    messagerie .{0,30}(?:pleine|saturée)
    buzón\b.{0,50}(?:lleno|excedid) | cuota\b.{0,40}(?:excedida|superada) | casella\b.{0,50}(?:piena|quota)
    quota\b.{0,40}superata
    caixa (?:postal|de correio|de entrada|de mensagens)\b.{0,50}(?:cheia|lotada)
    (?:cota|quota)\b.{0,40}(?:excedida|ultrapassada)
    bústia\b.{0,50}plena | (?:postvak|mailbox|postbus)\b.{0,50}\bvol\b | skrzynk\w{1,3}\b.{0,50}(?:pełna|przepełnion)
    schránk\w\b.{0,50}(?:plná|přeplněn|preplnen)
    (?:postlådan|inkorgen|brevlådan)\b.{0,50}\bfull | (?:postkassen|indbakken|postboksen|innboksen)\b.{0,50}\b(?:fuld|full)
    postilaatik\w{1,4}\b.{0,50}täynnä | postafiók\w{0,3}\b.{0,50}(?:megtelt|tele) | (?:căsuța|cutia) poștală\b.{0,50}plină
    (?:sandučić|pretinac|predal)\b.{0,50}(?:pun|poln) | posta kutusu\b.{0,50}(?:dolu|dolmuş) | kota\w{0,3}\b.{0,30}aşıldı
    ящик\w{0,2}\b.{0,50}(?:переполнен|полон|заполнен) | скринька\b.{0,50}(?:переповнен|заповнен)
    пощенска\w{0,3} кутия\b.{0,50}пълна
    γραμματοκιβώτιο\b.{0,50}(?:πλήρες|γεμάτο) | (?:メールボックス|受信箱|容量).{0,30}(?:いっぱい|満杯|超過|超えて)
    (?:邮箱|信箱|郵箱).{0,20}(?:已满|已滿|空间不足|空間不足|超出) | (?:사서함|편지함|메일함|용량).{0,20}(?:가득|초과)
    hộp thư.{0,40}(?:đầy|vượt quá) | kotak (?:surat|masuk).{0,40}penuh
    """
)
LATE = listed(
    r"""
    nur eine warnung | zustellung (?:wird|wurde|ist) (?:weiterhin versucht|verzögert) | weitere zustellversuche
    (?:nouvelles? tentatives?|remise) .{0,40}(?:sera|seront|est|a été) .{0,20}(?:effectuée|retardée|différée)
    se (?:seguirá intentando|ha retrasado) | volver[áe] a intentar | verr(?:à|anno) (?:ritentat|effettuati altri tentativi)
    è in ritardo
    continuar(?:á|emos) (?:a )?tenta(?:r|ndo) | foi adiada | (?:wordt|zal) .{0,30}(?:opnieuw geprobeerd|vertraagd)
    próby (?:doręczenia|dostarczenia) będą | zostało opóźnione | попытки доставки (?:будут )?продолж
    доставка (?:задерживается|отложена)
    再送を(?:試み|続け) | 配信が遅(?:れて|延して) | (?:将|會|将会|將會)继?繼?续?續?.{0,6}(?:尝试|嘗試|重试|重試) | 배달이 지연
    """
)
