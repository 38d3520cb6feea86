"""Lines that stand alone above quoted history, or above what is forwarded."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

DIVIDERS = listed(
    """
    original message | forwarded message | original appointment | reply message | replied message
    message transféré | ursprüngliche nachricht | ursprüngliche mail | originalnachricht
    original-nachricht | weitergeleitete nachricht | message d'origine | message original
    message d’origine | message transfere | mensaje original | mensaje reenviado | messaggio originale
    messaggio inoltrato | oorspronkelijk bericht | origineel bericht | doorgestuurd bericht
    mensagem original | mensagem encaminhada | wiadomość oryginalna | oryginalna wiadomość
    wiadomość przekazana | przekazana wiadomość | ursprungligt meddelande | originalmeddelande
    vidarebefordrat meddelande | oprindelig meddelelse | videresendt meddelelse | opprinnelig melding
    videresendt melding | alkuperäinen viesti | välitetty viesti | původní zpráva | přeposlaná zpráva
    eredeti üzenet | továbbított üzenet | mesaj original | mesaj redirecționat | missatge original
    missatge reenviat | özgün ileti | orijinal mesaj | yönlendirilen mesaj | αρχικό μήνυμα
    исходное сообщение | пересылаемое сообщение | пересланное сообщение | вихідне повідомлення
    оригінальне повідомлення | 原始邮件 | 转发邮件 | 原始郵件 | 轉寄的郵件 | 元のメッセージ | 転送メッセージ
    원본 메시지 | 원본 메일
    original email | original e-mail | original | mail original | begin original message | reply above
    邮件原件 | 原邮件 | 回复的原邮件 | 转发的邮件 | 转发的原邮件 | 轉寄郵件 | 原郵件 | 轉寄的訊息 | 转发邮件信息
    原始邮件信息 | 原文 | προωθημένο μήνυμα
    προωθημενο μηνυμα | 転送されたメッセージ | 転送されたメール | 元のメール | 전달된 메시지 | 전달된 메일
    전달 메시지
    treść przekazanej wiadomości | переслане повідомлення | пересланное письмо | исходное письмо
    перенаправленное сообщение | пересилане повідомлення | původní e-mail | původní mail | předaná zpráva
    pôvodná správa | preposlaná správa | preposlaný email | izvorna poruka | proslijeđena poruka
    originalna poruka | prosleđena poruka | изворна порука | прослеђена порука | izvirno sporočilo
    posredovano sporočilo | оригинално съобщение | препратено съобщение | algne sõnum | algne kiri
    edastatud kiri | edastatud sõnum | pradinis pranešimas | originalus laiškas | persiunčiamas laiškas
    persiųstas pranešimas | sākotnējais ziņojums | pārsūtīts ziņojums | orijinal ileti | iletilmiş mesaj
    i̇letilen mesaj | iletilen mesaj | pesan asli | pesan terusan | pesan yang diteruskan | thư gốc
    tin nhắn gốc | thư được chuyển tiếp | tin nhắn đã chuyển tiếp | ข้อความต้นฉบับ | ข้อความที่ส่งต่อ
    הודעה מקורית | הודעה שהועברה | رسالة أصلية | الرسالة الأصلية | رسالة معاد توجيهها | پیام اصلی
    پیام فوروارد شده | mensagem reencaminhada | videresendt besked | videresendt e-post
    vidarebefordrat mejl | oprindelig besked | weitergeleitete mail | weitergeleitete e-mail | originalmail
    original-mail | ursprüngliche e-mail | forwarded email | forwarded by | forwarded | message réexpédié
    courriel original
    """
)
"""Between rules."""
BARE = listed(
    """
    begin forwarded message | anfang der weitergeleiteten nachricht | anfang der weitergeleiteten e-mail
    début du message transféré | début du message réexpédié | inicio del mensaje reenviado
    inizio messaggio inoltrato | begin doorgestuurd bericht | início da mensagem encaminhada
    początek przekazanej wiadomości | vidarebefordrat brev | start på videresendt besked
    начало переадресованного сообщения | 以下是转发的邮件 | začátek přeposílané zprávy
    začiatok preposlanej správy
    início da mensagem reencaminhada | inici del missatge reenviat | begynnelse på videresendt melding
    start på videresendt melding | start på videresendt meddelelse | början på vidarebefordrat brev
    välitetty viesti alkaa | välitetyn viestin alku | továbbított levél kezdete
    a továbbított üzenet kezdete | început mesaj redirecționat | iletilen mesaj başlangıcı
    i̇letilen ileti başlangıcı | αρχή προωθημένου μηνύματος | початок переадресованого повідомлення
    початок листа, що пересилається | 転送されたメッセージ | 전달된 메시지 시작 | 開始轉寄郵件 | 开始转发的邮件
    轉寄的郵件 | 下面是被转发的邮件
    original message | ursprüngliche nachricht | message d'origine | mensaje original | messaggio originale
    mensagem original
    """
)
"""Without rules, alone on the line."""
