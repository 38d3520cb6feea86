"""Words of the line that introduces a quote: "On Monday, Ann wrote:"."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

WROTE = listed(
    r"""
    wrote | writes | said | schrieb | hat geschrieben | geschrieben | a écrit | écrit | ecrit | escribió
    escribio | ha scritto | scrive | schreef | geschreven | escreveu | napisał | napisała | pisze | skrev
    skrev følgende | kirjoitti | napsal | napsala | írta | ezt írta | a scris | va escriure | ha escrit
    şunu yazdı | yazdı | έγραψε | написал | написала | пишет | писал | пише | написав | 写道 | 寫道 | 写到
    のメール
    님이 작성 | wrote the following | scripsit | kirjutas | rakstīja | parašė | rašė | je napisao | je napisala
    napisao je | napisala je | napisao | napisala | је написао | је написала | je pisal | je napisal
    napísal | napísala | написа | пишува | odesílatel | odosielateľ | írta időpont | şunları yazdı
    schreibt | écrivait | escribe | ha scritto il giorno | escreve | hat am | napisana przez | zitat von
    citando | quoting | missatge de | mensaje de | citat | citerar | lainaus | 작성 | 님이 씀 | さんは書きました
    書きました
    wrote on | viết | đã viết | menulis | เขียนว่า | เขียน | כתב | כתבה | מאת | كتب | كتبت
    تمت كتابة ما يلي بواسطة | نوشت | نوشته است | έγραψε στις | щойно написав
    писали | писала | писав | schrieben | schriebst | écriviez | escribiste | escribía | escribiu | scrivevi
    scriveva
    avete scritto | pisał | pisała | pisałeś | pisałaś | napisałeś | napisałaś | psal | psala | psali
    napsali | írtad
    idatzi zuen | idatzi du | skrifaði | skreiv | skreau | scríobh | ysgrifennodd | deus skrivet | geskryf
    shkroi
    shkruajti | напиша | піша | напісаў | напісала | գրել է | գրեց | დაწერა | წერს | жазды | жазған | yazıb
    yozdi | бичсэн
    ने लिखा | लिखा | यांनी लिहिले | लिहिले | এ লিখেছেন | লিখেছেন | எழுதியது | எழுதினார் | రాశారు | వ్రాసారు
    എഴുതി
    ಬರೆದರು | લખ્યું | ਨੇ ਲਿਖਿਆ | نے لکھا | लेख्नुभयो | ලිව්වේය | aliandika | wabhala | sumulat si | isinulat ni
    skribis | geschriwwen | 쓴 글
    """
)
"""Verbs that say who wrote what is quoted."""
BEGINS = listed(
    """
    On | At | Am | Um | Le | El | Il | Op | Em | No dia | W dniu | Dnia | Den | Dne | V | La | A data
    În data | Pe | Στις | Il giorno | El dia | Quoting | Citando | Zitat von | Citando a | Em qua | Em seg
    Em ter | Em qui | On behalf | tarihinde | Från | Вт | Пн | Ср | Чт | Пт | Сб | Вс | Нд | в | у | Mon
    Tue | Wed | Thu | Fri | Sat | Sun | pon | wt | śr | czw | pt | sob | niedz | lun | mar | mer | jeu | ven
    sam | dim | På | Fra | No | Na | Ma | To | ti | ke | pe | la | su | ma | man | tir | ons | tor | fre
    lør | søn | mån | tis | fr | lör | sön | po | út | ut | st | čt | pá | pa | so | ne | uto | sri | čet
    sub | ned | Vào | Vào Th | Pada | เมื่อ | في | בתאריך | ב- | در | 在 | 于 | 於 | Am Mo | Wiadomość napisana
    Zitat | Missatge de | Mensaje de | Citat | Citat av | Message de | Lun | Mar | Mié | Jue | Vie | Sáb
    Dom | Понедельник | Вторник | Среда | Четверг | Пятница | Суббота | Воскресенье | Понеділок | Вівторок
    Середа | Четвер | П'ятниця | Субота | Неділя | Monday | Tuesday | Wednesday | Thursday | Friday
    Saturday | Sunday | Noong | Mnamo | Kuupäev | Þann | Dňa | Dana | Dana pon | Më | Në | Ar | D'an | Je | De
    ในวันที่ | เมื่อวันที่
    Vào lúc | Pada tanggal | Mensagem de | Em data | A les | O | Às | Montag | Dienstag | Mittwoch
    Donnerstag | Freitag | Samstag | Sonntag
    """
)
"""How such a line begins."""
OURSELVES = listed(
    """
    I | we | ich | wir | je | nous | yo | io | noi | ik | wij | eu | nós | ja | jag | jeg | vi | minä | я
    мы | ми | εγώ | ben | 我 | 我们 | 私
    """
)
"""Who says "I wrote:" introduces their own words."""
YOURS = listed(
    """
    your | you | ihr | ihre | ihrer | euer | eure | sie mir | votre | vos | vous m'avez | sus | usted
    ustedes | el su
    vostro | vostra | il suo | uw | jullie | jouw | seu | sua | você | vocês | vosso | wasz | wasza | państwo
    váš | vaše
    vy jste | deres | dere | teidän | az önök | dumneavoastră | sizin | ваш | ваша | вы | ви
    """
)
"""Whoever is spoken of like this in what looks like a head is spoken of to us: "your driver wrote:" is a sentence."""
WROTE_PLAINLY = ("wrote", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "napisał(a)", "skrev")
"""Verbs after which a quote goes on in that very line, as Yahoo has it on phones."""
