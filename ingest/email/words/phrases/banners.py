"""What a company's mail server puts on top of mails that come from outside, as stems of words by subject."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

STARTS = listed(
    r"""
    you don['’]t often get | some people who received this | sie erhalten nicht (?:oft|häufig)
    vous n['’](?:obtenez|recevez) pas souvent
    no suele recibir | u ontvangt niet vaak | non si ricevono spesso | du får (?:inte|ikke) ofte
    nie otrzymujesz często
    nedostáváte často | вы (?:не часто|нечасто) получаете | learn why this is important
    you have not previously
    caution | warning | attention | alert | external | notice | important | security | be careful
    be cautious | think before | this (?:e-?mail|message|mail|sender) | the sender of this | do not click
    achtung | vorsicht | warnung | hinweis | extern\w{0,3} | diese (?:e-?mail|nachricht|mail)
    dieser absender | mise en garde | avertissement | prudence | externe | ce (?:message|courriel|mail|mél)
    cet (?:e-?mail|expéditeur) | courriel externe | atención | precaución | advertencia | aviso | cuidado
    externo | este (?:correo|mensaje|e-?mail|remitente) | esta mensagem | atenção | mensagem externa
    attenzione | avviso | esterno | questa (?:e-?mail|mail) | questo (?:messaggio|mittente|indirizzo)
    let op | opgelet | waarschuwing | deze (?:e-?mail|mail|afzender) | dit (?:bericht|e-?mailbericht)
    uwaga | ostrzeżenie | ta wiadomość | wiadomość zewnętrzna | ten e-?mail | pozor | upozornění | upozornenie
    tento e-?mail | tato zpráva | táto správa | figyelem | figyelmeztetés | ez az e-?mail | ez a levél
    külső | varning | obs | detta (?:mejl|mail|e-?post\w{0,12}|meddelande) | externt | advarsel
    denne e-?(?:mail|post\w{0,8})
    denne (?:meldingen|meddelelse|besked|mail) | ekstern | huom\w{0,3} | varoitus | tämä (?:sähköposti|viesti)
    ulkoinen | atenție | avertisment | acest (?:e-?mail|mesaj) | dikkat | uyarı
    bu (?:e-?posta|ileti|mesaj|mail)
    dış | προσοχή | προειδοποίηση | αυτό το (?:μήνυμα|e-?mail) | εξωτερικό | внимание | осторожно
    предупреждение
    это (?:письмо|сообщение) | внешн\w{2} | увага | обережно | цей лист | це повідомлення | зовнішн\w{2}
    pažnja | upozorenje | oprez | pozornost | opozorilo | ova poruka | to sporočilo | tähelepanu | see kiri
    dėmesio | šis laiškas | uzmanību | šis e-pasts | perhatian | peringatan | email ini | surel ini | cảnh báo
    chú ý | thư này | email này | 注意 | 警告 | 外部 | 提醒 | 此邮件 | 该邮件 | 本邮件 | 此郵件 | 本郵件
    このメール | 社外
    【?(?:注意|警告|外部) | 주의 | 경고 | 외부 | 이 (?:메일|이메일) | تحذير | تنبيه | هذه الرسالة | هذا البريد
    אזהרה | זהירות
    שים לב | הודעה זו | คำเตือน | ระวัง | อีเมลนี้ | सावधान | चेतावनी
    """
)
"""Patterns with which a banner begins."""
OUTSIDE = listed(
    """
    outside | external | not from within | außerhalb | extern | von außen | extérieur | fuera | ajeno | exterior
    de fora | esterno | all'esterno | dall'esterno | buiten | zewnętrz | spoza | z zewnątrz | mimo | vnější
    zvenčí
    zvonku | kívülről | külső | utanför | utenfor | ekstern | udefra | uden for | ulkoinen | ulkopuol | ulkoise
    afara | exteriorul | dışarıdan | dışından | dış | εκτός | εξωτερικ | внешн | извне | ззовні | зовнішн
    izvan
    zunaj | zunanj | väljast | iš išorės | išor | ārpus | ārēj | luar | bên ngoài | 外部 | 以外 | 社外
    外から | 외부
    خارج | מחוץ | חיצוני | ภายนอก | बाहर
    """
)
HOUSE = listed(
    """
    sender | absender | expéditeur | remitente | remetente | mittente | afzender | nadawc | odesílatel
    odosielateľ | feladó
    avsändar | avsender | afsender | lähettäj | отправител | відправник | 发件人 | 寄件 | 差出人 | 送信者
    보낸 사람
    organi | company | corporation | corporate network | network | institution | university | college | agency
    our domain | enterprise | county | council | government | hospital | unternehmen | firma | betrieb | hause
    netzwerk | konzern | entreprise | société | réseau | empresa | compañía | entidad | red corporativa
    azienda | società | bedrijf | vereniging | netwerk | společnost | spoločnosť | szervezet | cég
    företag | myndighet | virksomhed | bedrift | yritys | yrityk | compani | kurum | şirket | οργανισμ | εταιρ
    организац | компани | организац | організац | компан | tvrtk | podjetj | ettevõt | įmon | uzņēmum
    perusahaan
    tổ chức | công ty | 组织 | 公司 | 组織 | 組織 | 機構 | 会社 | 조직 | 회사 | منظم | المؤسسة | الشركة
    ארגון | องค์กร | संगठन
    """
)
RISKS = listed(
    """
    click | link | attachment | open | klick | anhäng | anhang | cliqu | liens | pièce | enlace | vínculo
    adjunt | clic | collegament | allegat | klik | bijlage | łącz | załącz | odkaz | příloh | príloh | hivatkoz
    melléklet | länk | bilag | bifoga | vedlegg | lenk | linkk | liitte | liitet | atașament | bağlantı
    ek dosya
    σύνδεσμ | συνημμέν | ссылк | вложен | посилан | вкладен | poveznic | prilog | privit | povezav | priponk
    nuorod | pried | saites | pielikum | tautan | lampiran | liên kết | đính kèm | 链接 | 附件 | 連結 | リンク
    添付
    링크 | 첨부 | الروابط | المرفقات | קישור | קבצים | ลิงก์ | ไฟล์แนบ | लिंक
    """
)
CARE = listed(
    """
    do not | don't | don’t | never | unless | careful | caution | trust | recogni | verify | suspicious
    nicht, wenn
    vorsicht | keine anhänge | vertrau | nicht auf | kennen | ne cliqu | n'ouvr | n’ouvr | prudence | méfi
    sauf si
    no haga | no abra | no pulse | a menos que | precauc | cuidado | não clique | não abra | a menos
    non cliccare
    non aprire | a meno che | attenzione | klik niet | open geen | tenzij | wees voorzichtig | nie klikaj
    nie otwier
    ostroż | neklikejte | neotvírejte | neklikajte | neotvárajte | ne kattintson | ne nyissa | klicka inte
    öppna inte
    klikk ikke | klik ikke | åbn ikke | åpne ikke | varov | älä | ellet | nu faceți | nu deschideți
    tıklamayın | açmayın
    μην | не переход | не открыв | не нажим | не відкрив | не натиск | ne klik | ne otvar | ne odpir | ärge
    nespaus
    neatver | jangan | đừng | không | 不要 | 请勿 | 請勿 | 谨慎 | 小心 | ないで | 注意 | 마십시오 | 주의
    لا تنقر | لا تفتح | אל | אין | อย่า
    """
)
OWN = listed(
    r"""
    (?-i:I) | me | my | mine | I['’]m | I['’]ve | ich | mir | mich | mein\w{0,2} | j['’]ai
    je (?:ne|n['’]|vous|suis|me) | m['’]a
    moi | mon | yo | mis | mio | mia | ik | mijn | eu | meu | minha | mój | moja | mnie | jag | mitt | jeg
    můj | minä
    minun | я | мне | мой | моя | мій | мені
    """
)
"""Patterns of words in which people speak of themselves, and a server never does."""
FIRST_CONTACT = listed(
    r"""
    LearnAboutSenderIdentification | you don['’]t often get e-?mail from \S{3,90}
    some people who received this message don['’]t often get e-?mail from \S{3,90}
    you have not previously corresponded with this sender
    this sender .{0,60} is from outside your organi.{0,60}
    sie erhalten nicht (?:oft|häufig) e-?mails? von \S{3,90} | sie erhalten nicht oft eine e-?mail von \S{3,90}
    vous n['’](?:obtenez|recevez) pas souvent d['’]e-?mails?.{0,15} \S{3,90}
    no suele recibir correo.{0,20} de \S{3,90}
    no (?:recibe|obtiene) con frecuencia correo.{0,20} de \S{3,90} | u ontvangt niet vaak e-?mail van \S{3,90}
    non si ricevono spesso messaggi.{0,30} da \S{3,90}
    (?:você )?não (?:costuma|é comum) receber e-?mails? de \S{3,90}
    não recebe frequentemente e-?mails? de \S{3,90} | du får inte ofta e-?post från \S{3,90}
    du får ikke ofte (?:mails?|e-?mails?|e-?post) fra \S{3,90} | et saa usein sähköpostia.{0,25} \S{3,90}
    nie otrzymujesz często wiadomości.{0,20} \S{3,90} | nedostáváte často e-?maily.{0,15} \S{3,90}
    вы (?:не часто|нечасто) получаете (?:письма|сообщения).{0,25} \S{3,90}
    \S{3,90} からのメールを受け取ることはあまりありません
    \S{3,90} からメールを受け取ることはほとんどありません
    """
)
"""Patterns of what Exchange says of who writes for the first time."""
TAGS = listed(
    r"""
    caution | warning | notice | message | sender | attention | achtung | e-?mail | mail | this is an?
    extern(?:al|e|er|es|o|t)?
    esterno | zewnętrzny | внешнее письмо | externí | külső | dış kaynak | 外部(?:邮件|郵件|メール)? | 社外
    외부 메일
    """
)
"""Patterns of the words of which a tag like "[EXTERNAL EMAIL]" consists."""
