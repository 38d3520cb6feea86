"""Names of the fields of the head that Outlook and others put above what they quote."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

FROM = listed(
    """
    From | Von | De | Expéditeur | Da | Van | Od | Från | Fra | Lähettäjä | Feladó | De la | Kimden
    Gönderen | Από | От | От кого | Від | 发件人 | 寄件者 | 差出人 | 送信者 | 보낸 사람 | Remitente | Mittente
    Afzender
    Nadawca | Avsändare | Absender | Odesílatel | Remetente | Saatja | 寄件人 | Dari | 보낸사람 | Nuo | از | จาก
    מאת | من | Từ | Pošiljatelj | Пошиљалац | Šalje | Pošiljalac | No | Sūtītājs | 送信元 | Feladó neve
    Reply-To | Од | Šaltinis | Siuntėjas | 보낸이 | 보낸 이 | פרסומת מאת | Remitent | Lähetti | Sender
    Expediteur
    Oddi wrth | Nork | Igorlea | Bidaltzailea | Daripada | Frá | Nga | Kimdən | Göndərən | Кімнен | Ад
    Ад каго | Кимден
    प्रेषक | से | প্রেরক | অনুপ্রেরক | அனுப்புநர் | పంపినవారు | منجانب | გამგზავნი | Ումից | Ուղարկող
    Mula kay | Mula sa
    Kutoka | Skribis | Remitinte | Ó | Vum | Kimdan | Илгээгч | ಇಂದ | പ്രേഷകൻ | મોકલનાર | ਵੱਲੋਂ | फ्रॉम | बाट
    """
)
"""Who wrote it."""
SENT = listed(
    """
    Sent | Date | Gesendet | Gesendet am | Datum | Envoyé | Envoyé le | Enviado | Enviado el | Enviada em
    Enviado em | Fecha | Data | Inviato | Verzonden | Wysłano | Skickat | Sendt | Dato | Lähetetty
    Päivämäärä | Odesláno | Elküldve | Dátum | Trimis | Dată | Tarih | Gönderme Tarihi | Gönderildi
    Στάλθηκε | Ημερομηνία | Отправлено | Дата | Надіслано | 发送时间 | 发送日期 | 日期 | 寄件日期 | 传送日期
    送信日時 | 日付 | 日時
    보낸 날짜 | 날짜 | Enviat | Datum/Zeit | Saadetud | Kuupäev | Dikirim | Išsiųsta | Data ir laikas
    ارسال شده
    تاریخ | ส่งเมื่อ | วันที่ | נשלח | תאריך | تاريخ الإرسال | التاريخ | تم الإرسال | Đã gửi | Ngày | Gửi
    Poslano | Poslato | Послато | Odoslané | Dátum odoslania | Изпратено | Nosūtīts | Datums | Tanggal | 時間
    日期时间 | 發送時間 | 送信日 | Odosláno | Päiväys | Pvm | Posted | Время | Час | Время отправки | Αποστολή
    Trimis la | Посланo | Дата и время | 보낸날짜 | 보낸 시간
    Message du | Anfonwyd | Bidalia | Bidaltze data | Data | Saatmisaeg | Dihantar | Gestuur | Dërguar | Göndərilib | Tarix
    Жіберілген | Күні
    Адпраўлена | Испратено | भेजा गया | भेजा | दिनांक | প্রেরিত | তারিখ | அனுப்பப்பட்டது | తేదీ | بھیجا گیا
    გაიგზავნა | გაგზავნილია
    თარიღი | Ուղարկվել է | Ամսաթիվ | Ipinadala | Petsa | Ilitumwa | Tarehe | Seolta | Dáta | Geschéckt
    Yuborildi | Илгээсэн | Sendita
    Verzonden op | Verstuurd | Datum verzonden | Sent at | Sent on | Reçu | Datum odeslání | Data wysłania
    Elküldés ideje | Fecha de envío
    Data di invio | Data invio | Data de envio | Data e hora | Date d'envoi | Päivä | Wysłane | Изпратено на
    送信日付 | 寄件時間
    """
)
"""When."""
TO = listed(
    """
    To | An | À | A | Pour | Para | Per | Aan | Do | Till | Til | Vastaanottaja | Komu | Címzett | Către
    Catre | Kime | Alıcı | Προς | Кому | 收件人 | 收件者 | 宛先 | 받는 사람 | Destinataire | Destinatario
    Empfänger
    Cc | Kopie | Copie à | CC | Kopia | Kopi | 抄送 | 副本 | Adressaat | Saaja | Kepada | 받는사람 | Kam
    Gavėjas
    به | ถึง | אל | לכבוד | إلى | إلي | Đến | Tới | Prima | Za | До | Prejemnik | Primatelj | Adresāts
    Kopija | Копия | 抄送至 | 参照 | 참조 | Pre | עותק | نسخة | Bcc | Blind Copy | 副本抄送 | Reply to | За
    Primalac
    Per a
    At | Nori | Hartzailea | Për | Kimə | Кімге | Каму | प्रति | सेवा में | প্রতি | প্রাপক | பெறுநர் | వీరికి
    بنام | მიმღები | ვის | Ում | Ստացող
    Para kay | Kwa | Chuig | Kimga | Хүлээн авагч | Un | DW | UDW | W.I. | Kópia | Másolatot kap | Másolat
    Bilgi | Κοιν. | Κοινοποίηση | Копія | Dk
    Adresat | Odbiorca | Kop. | Tembusan | Salinan | Đồng kính gửi | สำเนาถึง | สำเนา | Ad | Al | Kopio
    """
)
"""To whom."""
SUBJECT = listed(
    """
    Subject | Betreff | Objet | Asunto | Oggetto | Onderwerp | Assunto | Temat | Ämne | Emne | Aihe
    Předmět | Tárgy | Subiect | Assumpte | Konu | Θέμα | Тема | 主题 | 主題 | 主旨 | 件名 | 제목 | Sujet | Teema
    Subjek | Perihal | Tema | موضوع | เรื่อง | נושא | الموضوع | Chủ đề | Tiêu đề | Predmet | Zadeva
    Относно | Priekšmets | Temats | 標題 | Naslov | Предмет | Наслов | Subiectul | 題名 | 표제 | Sak | Thema
    Pwnc | Gaia | Efni | Subjekti | Mövzu | Тақырыбы | Тақырып | Тэма | विषय | বিষয় | பொருள் | విషయం | თემა
    Թեմա | Paksa | Mada | Ábhar | Betrëfft
    Mavzu | Сэдэв | Тақырыб | Priekšmeta | Tēma | Ogg | Temo | 主　题 | 主　題 | Betr. | Titre
    """
)
"""About what."""
