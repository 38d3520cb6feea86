"""What makes it urgent in Portuguese, Dutch, Polish and Swedish. The package says how a line is read, `urgencies.py` the levels.

Words are listed with and without their marks, because text messages leave them out: "até amanhã" and "ate amanha".
"""

_PORTUGUESE = (
    ("critical", "self-harm", "pt", "suicidio; me suicidar; suicidar-me; matar-me; acabar com a minha vida; quero morrer"),
    ("critical", "threat", "pt", """
        vou te|vos|lhe matar; mato-te; mato-vos; pôr|por|botar uma bomba; vou aí com; ameaça|ameaca de morte"""),
    ("critical", "safety", "pt", """
        fuga|vazamento de gás|gas; cheiro (forte) a|de gás|gas; cheira a gás|gas; cheirando a gás|gas; gás|gas vazando;
        está|esta|estava a arder; pegando fogo; está|esta|tá|ta em chamas; choque eletrico; electrocut*; eletrocut*;
        monóxido de carbono; fio caído|caido; a faiscar; faiscando; soltando faísca|faísca; sem travões|travoes|freio|freios"""),
    ("critical", "health", "pt", """
        ambulancia; reação|reacao alergica|anafilática|anafilatica; não|nao consegue|consigo respirar; falta de ar; dor no
        peito; enfarte; infarto; desmaiou; inconsciente; intoxicação|intoxicacao alimentar; convulsões|convulsão; remédio|
        medicamento errado; dose errada; engasgou-se"""),
    ("high", "safety", "pt", """
        perigos*; inseguro; inseguros; fumaca; faiscas; travoes; escorreg*; caí|cai na|no|nas; vidro partido|quebrado; caco
        de vidro; bueiro aberto; bueiro destampado; quase fui|foi atropelad*; quase (me) atropelaram; assédio|assedio;
        ameaçou-me|ameaçou"""),
    ("high", "health", "pt", """
        urgências|urgencias; pronto socorro; pronto-socorro; upa; machuc*; magoou-se; fratur*; vomit*; alérgic*; alergic*;
        insulina; oxigénio|oxigenio|oxigênio; bolor; mofo; sem (o|a|os|as) (meu|minha|meus) medicamento|medicamentos|
        remédio|remedio|insulina|oxigénio|oxigênio; febre de|alta; asma; salmonela"""),
    ("high", "legal", "pt", """
        advogad*; tribunal; justiça|justica; processo judicial; vou processar; livro de reclamações|reclamacoes; deco; lgpd;
        rgpd; denúncia|denuncia; denunciar; policia; psp; gnr; delegacia; boletim de ocorrência|ocorrencia; juizado; juizado
        especial; regulador; ilegal; discrimin*; crime"""),
    ("high", "money lost", "pt", """
        roubaram; roubad*; furt*; burla; burlad*; golpe; fraude; clonaram; clonad*; não|nao reconheço|reconheco; conta
        vazia|zerada; sumiu|sumiram dinheiro; dinheiro sumiu|desapareceu; cobrad*|debitad* duas|três|tres vezes; cobraram|
        debitaram (me) duas|2 vezes; não|nao consigo pagar; despejo; penhora; invadiram (a|minha) conta; phishing"""),
    ("high", "deadline", "pt", """
        urgent*; urgência; imediatamente; ate|até amanha|amanhã|hoje|sexta|segunda|sábado|domingo; antes de amanhã|amanha|
        sexta|segunda; para|pra hoje|ontem; é|e para hoje|amanhã|amanha; meu|o voo é|e|sai hoje|amanhã|amanha; viajo|
        embarco hoje|amanhã|
        amanha; casamento; último|ultimo prazo; prazo acaba|termina; o quanto antes; já|ja hoje"""),
    ("high", "vulnerable customer", "pt", """
        deficiência|deficiencia; deficient*; cadeirante; gravida; grávid*; bebe; recém|recem nascido; recém-nascido; cega;
        cegos; surda; idoso|idosa|idosos|idosas; acamad*; alzheimer; demência|demencia; cancro; câncer; cancer; quimio*;
        diabétic*; diabetic*; hemodiálise|hemodialise; autist*; falecido; faleceu; desempregad*; sem|falta de aquecimento;
        sem abrigo; sem-abrigo; mãe|mae solteira|solo; # anos de idade; minha|a|meu|o avó|avo|mãe|mae|pai|avô de # anos"""),
    ("low", "impatience", "pt", """
        amanha; rapido; o mais rápido|rapido possível|possivel; continuo à|a espera; ainda estou esperando; à|a espera há|
        ha; há|ha|faz # semanas|meses|dias; por favor ajudem|ajuda; me ajuda; me ajudem; ajudem-me; socorro"""),
    ("low", "money wrongly taken", "pt", """
        reembolso; estorno; devolvam|devolver (o|meu) dinheiro; cobrança|cobranca indevida"""),
)  # fmt: skip

_DUTCH = (
    ("critical", "self-harm", "nl", """
        zelfdoding; mezelf|me van kant; maak er een eind aan; wil dood; wil niet meer verder leven"""),
    ("critical", "threat", "nl", """
        maak|maken je|jullie|u dood|af; schiet je|jullie neer; kom met een mes|pistool; bommelding; steek de boel in brand"""),
    ("critical", "safety", "nl", """
        gasgeur; ruik|ruikt|ruiken|rook (het|hier|we) (naar|overal) gas; gas geroken; gas lekt; staat|staan|stond|vliegt|
        vloog in brand; vuur gevat; elektrocut*; geëlektrocuteerd; koolmonoxide; co melder|vergiftiging; losse
        hoogspanningsdraad; vonkt; vonken uit; dak|muur|plafond|balkon ingestort; remmen weigeren|weigerden|werkten niet"""),
    ("critical", "health", "nl", """
        ziekenwagen; kan niet (meer) ademen; ademnood; krijg|krijgt|kreeg geen lucht; pijn op de borst; hartaanval;
        bewusteloos; buiten westen; flauwgevallen; vergift*; verkeerde medicatie|medicijn|dosis|dosering; overdosis;
        anafyla*; stuip*; herseninfarct; beroerte; verslikt"""),
    ("high", "safety", "nl", """
        onveilig*; levensgevaarlijk*; spekglad; glibberig; uitgegleden; gleed uit; gevallen over|op|in; van de trap
        gevallen; glasscherf; glasscherven; stuk|stukje glas|metaal|plastic in; bijna aangereden|omver|geraakt;
        rookontwikkeling; brandlucht; bedreigd|bedreigt; lastiggevallen; aangerand; opgesloten; stoeptegel los"""),
    ("high", "health", "nl", """
        spoed; eerste hulp; seh; gewonde; gebroken arm|been|pols|heup|enkel; overgegeven; overgeven; braken; doodziek; ziek
        geworden van; notenallergie; pinda; insuline; zuurstof; schimmel; zonder (mijn|haar|zijn) medicatie|medicijnen|
        insuline; hoge koorts; # graden koorts; astma; salmonella; hersenschudding"""),
    ("high", "legal", "nl", """
        juridisch*; rechtszaak; rechtbank; dagvaard*; ingebrekestelling; ombudsman; ombudsdienst; consumentenbond;
        geschillencommissie; testaankoop; avg; gdpr; gegevensbescherming; datalek; toezichthouder; klacht bij de|het;
        aanklacht; onwettig; illegaal; strafbaar; discrimin*; in de krant; deurwaarder"""),
    ("high", "money lost", "nl", """
        bestolen; opgelicht; oplichting; gefraudeerd; gekraakt; phishing; rekening geplunderd|leeg|leeggehaald|leeggeroofd;
        niet van mij die|deze betaling; betaling die ik niet herken|ken; niet door mij; dubbel aangerekend|betaald|
        geïncasseerd|geincasseerd; twee keer|maal afgeschreven|aangerekend|betaald|afgehouden; # keer afgeschreven|
        aangerekend; kan de huur|hypotheek niet betalen; in het rood; huisuitzetting; identiteitsfraude; spaargeld"""),
    ("high", "deadline", "nl", """
        urgent*; zo snel mogelijk; zsm; z.s.m; nu direct; vandaag nog; nog vandaag; uiterlijk vandaag|morgen|maandag|
        vrijdag; voor maandag|dinsdag|woensdag|donderdag|zaterdag|zondag|vanavond; tegen morgen|vrijdag|maandag|vanavond;
        vlucht gaat|vertrekt; vlieg morgen|vandaag; vertrekken morgen|vandaag|straks; trouwen; trouwdag; trouwfeest; trouw
        morgen|zaterdag; huwelijk; begrafenis; deadline; afgesloten morgen|vandaag; over # uur"""),
    ("high", "vulnerable customer", "nl", """
        handicap; gehandicapten; visuele|lichamelijke|verstandelijke beperking; mindervalide*; rolstoelgebruiker;
        scootmobiel; bejaard*; hoogbejaard*; slechtziend*; slechthorend*; zwangere; hoogzwanger; baby'tje; pasgeboren;
        zuigeling; alzheimer; chemo*; kankerpatiënt*; overleden; overleed; weduwe; weduwnaar; rouw; dialyse; thuisdialyse;
        diabet*; suikerziekte; epilep*; autis*; bedlegerig*; mantelzorger; werkloos; daklooz*; dakloos; voedselbank; zonder|
        geen verwarming|warm; alleenstaande moeder|vader; moeder|vader|oma|opa van #"""),
    ("low", "impatience", "nl", """
        gauw; vlug; vanavond; deze week; nog steeds aan het wachten; al # weken|maanden|dagen; wacht al; wachten al; help
        alstublieft|aub; help aub; haast"""),
    ("low", "money wrongly taken", "nl", """
        terugbetaling; geld terug; te veel betaald|aangerekend|afgeschreven; onterecht afgeschreven|aangerekend"""),
)  # fmt: skip

_POLISH = (
    ("critical", "self-harm", "pl", """
        samobójstw*; samobojstw*; zabić|zabic się|sie; zabiję|zabije się|sie; chcę|chce umrzeć|umrzec; nie chcę|chce już|juz żyć|
        zyc; nie chcę|chce żyć|zyc; odebrać|odebrac sobie życie|zycie"""),
    ("critical", "threat", "pl", """
        zabiję|zabije was|cię|cie|go|ją; zajebię|zajebie was|cię; podłożę|podloze bombę|bombe; spalę|spale was|wam|to;
        przyjadę|przyjade z nożem|nozem|kolegami; pożałujecie|pozalujecie tego; mam bombę|bombe; groźb* karaln*"""),
    ("critical", "safety", "pl", """
        czuć|czuc gaz*; śmierdzi|smierdzi gazem; zapach gazu; wyciek|ulatnia gazu|się|sie; ulatnia się|sie gaz; dom|
        mieszkanie|auto|samochód|piekarnik|licznik|bateria|skrzynka pali się|sie; pali się|sie w|nam|mi|dom|mieszkanie|
        auto; stanął|stanęła|
        stanęło w ogniu|płomieniach; zapalił|zapalil|zapaliła|zapalila się|sie; pożar; pozar; płonie; plonie; wybuch*;
        eksplod*; porażenie|porazenie|poraził|porazil|poraziło|porazilo prądem|pradem|prąd|prad; czadu; czadem; tlenek
        węgla|wegla; tlenkiem węgla|wegla; zerwany przewód|przewod|kabel; iskrzy; zawalił*; runął|runal; hamulce nie
        działają|dzialaja|zadziałały|zadzialaly"""),
    ("critical", "health", "pl", """
        karetk*; nie może|moze|mogę|moge oddychać|oddychac; dusi się|sie; duszę|dusze się|sie; zadławi*; ból|bol w klatce;
        zawał|zawal; udar; nieprzytomn*; stracił|stracila|straciła|stracil przytomność|przytomnosc; zemdlał*; zemdlal*;
        wstrząs|wstrzas anafilaktyczny; reakcja|reakcję|reakcje alergiczn*; zatru*; przedawkow*; drgawk*; zły|zly|
        niewłaściwy|niewlasciwy lek; zła|zla|błędna|bledna dawka"""),
    ("high", "safety", "pl", """
        niebezpieczn*; zagroż*; zagroz*; grozi zawaleniem|wypadkiem; dym; iskry; hamulce; hamulc*; poślizgn*; poslizgn*;
        upadł|upadla|upadła|upadłam|upadłem|upadlam|upadlem; przewrócił*; przewrocil*; potłuczone szkło; kawałek|kawalek
        szkła|szkla|metalu|plastiku; omal|prawie mnie|go|ją nie|potrącił|potracil; napad*; molest*; groził*; grozil*;
        strzykawk*"""),
    ("high", "health", "pl", """
        szpital*; pogotow*; sor; zranił*; zranil*; rannych; rannego; złama*; zlama*; wymiot*; alerg*; uczulen*; uczulon*;
        insulin*; tlen|tlenu|tlenem; pleśń|plesn; grzyb na; bez leków|lekow|insuliny|tabletek; wysoka|40 gorączka|goraczka;
        gorączk*; astm*; salmonell*; wstrząs* mózgu; respirator*"""),
    ("high", "legal", "pl", """
        adwokat*; prawnik*; radca prawny; sąd|sądu|sądzie|sądem; do sadu; pozew; pozwę|pozwe; prokuratur*; policj*; uokik;
        rzecznik* praw|konsumentów|konsumentow; rodo; uodo; wyciek danych; niezgodne z prawem; nielegaln*; bezprawn*;
        dyskrymin*; przedsądowe; przedsadowe; komornik*"""),
    ("high", "money lost", "pl", """
        ukrad*; skradzion*; kradzież|kradziez; oszust*; oszukan*; wyłudz*; wyludz*; zhakow*; włamani*; wlamani*; włamał*;
        wlamal*; puste konto; konto puste|wyczyszczone; wyczyścili|wyczyscili konto; podwójnie|podwojnie pobran*|obciąż*|
        zapłacon*; pobran* dwukrotnie; pobran*|ściągnięt*|sciagniet* dwa|2|trzy razy; nie rozpoznaję|rozpoznaje; nie mam na
        czynsz|chleb|leki; eksmisj*; phishing*; pożyczkę na mój|moj pesel; oszczędności|oszczednosci zniknęły|zniknely;
        pieniądze|pieniadze zniknęły|zniknely"""),
    ("high", "deadline", "pl", """
        piln*; natychmiast*; jak najszybciej; asap; na już|juz|wczoraj|jutro; do jutra|dzisiaj|dziś|dzis|piątku|piatku|
        poniedziałku|poniedzialku|wtorku|środy|srody|czwartku|soboty|niedzieli; przed jutrem|piątkiem|piatkiem; najpóźniej|
        najpozniej jutro|dziś|dzis; jutro lecę|lece|wylatuję|wylatuje|wyjeżdżam|wyjezdzam|ślub|slub|pogrzeb|egzamin; lecę|
        lece jutro|dziś|dzis|dzisiaj; mam samolot|pociąg|pociag; za # godziny|godzin|godzinę; ślub; slub; termin mija|
        upływa|uplywa; ostateczny termin; odetną|odetna|odłączą|odlacza jutro|dziś|dzis"""),
    ("high", "vulnerable customer", "pl", """
        niepełnospraw*; niepelnospraw*; wózku|wozku inwalidzki*; na wózku|wozku; inwalid*; w ciąży|ciazy; ciężarn*;
        ciezarn*; noworod*; niemowl*; niewidom*; głuch*; gluch*; niesłysz*; nieslysz*; staruszk*; emeryt|emerytka|emerytce|
        emerytkę|emerytką|emerytowi; demencj*; alzheimer*; nowotw*; raka|rak; chemioterap*; chemię|chemii; cukrzyc*;
        padaczk*; dializ*; autyz*; zmarł|zmarl|zmarła|zmarla|zmarłego; wdow*; pogrzeb*; bezdomn*; bez ogrzewania|ciepłej|
        cieplej|pracy; leżąc* chor*; mama|mamę|mame|babcia|babcię|tata|dziadek ma #; samotn* matk*"""),
    ("low", "impatience", "pl", """
        szybko; wkrótce; wkrotce; dziś; dzis; dzisiaj; jutro; proszę|prosze o pomoc; pomocy; ciągle|ciagle czekam; wciąż|
        wciaz czekam; nadal czekam; czekam już|juz|od; od # tygodni|dni|miesięcy|miesiecy; ile można|mozna czekać|czekac"""),
    ("low", "money wrongly taken", "pl", """
        zwrot pieniędzy|pieniedzy|kosztów; oddajcie|oddawać|oddawac pieniądze|pieniadze|kasę|kase; niesłusznie|nieslusznie
        pobran*"""),
)  # fmt: skip

_SWEDISH = (
    ("critical", "self-harm", "sv", """
        självmord; sjalvmord; ta livet av mig; ta mitt liv; vill dö; vill inte leva (längre|mer); orkar inte leva"""),
    ("critical", "threat", "sv", """
        ska döda|skjuta|mörda er|dig|honom; dödar er|dig; skjuter er|dig; spränger er|stället; en bomb; bombhot; bränner
        ner; kommer ner med kniv|pistol; mordhot; dödshot"""),
    ("critical", "safety", "sv", """
        gasläcka; gaslacka; gaslukt; luktar (det|starkt) gas; läcker gas; brinner; brann; fattade|fattat|tog eld; börjat|
        började brinna; elchock; fick ström|stöt i; koloxid; exploder*; elskåpet|elskåp|ledningen|uttaget|kabeln|kontakten
        (det) sprakar; ledning sprakar; gnistrar; nedfallen ledning|elledning; ledning ligger; rasat in; taket|muren|väggen|
        balkongen|bron rasade|rasat; bromsarna funkar|fungerar|fungerade|tog inte|ej"""),
    ("critical", "health", "sv", """
        ambulans*; kan inte andas; får ingen luft; svårt att andas|svälja; ont i bröstet; hjärtinfarkt; hjärtattack; stroke;
        medvetslös*; svimma*; anafyla*; allergisk reaktion|chock; allergichock; förgift*; matförgift*; överdos*; kramper;
        krampar; satte i halsen; fel medicin|dos|dosering|tabletter|blod"""),
    ("high", "safety", "sv", """
        farlig*; livsfarlig*; fara för; otrygg*; rök; rökutveckling; bränd lukt; gnistor; bromsar; bromsarna; halkade|
        halkat; ramlade|ramlat; föll i|på|ner; krossat glas; glasbit*; glasskärv*; metallbit*; nästan påkörd|överkörd; blev
        påkörd; hotade|hotad; ofredad; instängd*; fastna* i hissen; kanyl*"""),
    ("high", "health", "sv", """
        sjukhus*; akuten; akutmottagning*; skadad*; skadade; skada; brutit|bröt armen|benet|foten|handen|höften|handleden;
        bruten arm|fot|höft|handled; kräktes; kräks; kräkts; magsjuk* av; allergi*; nötallergi*; jordnöt*; insulin; syrgas;
        mögel; utan (min|sin|hennes|hans) medicin|mediciner|insulin; hög feber; 40 (graders) feber; astma; salmonella;
        hjärnskakning; andningsapparat"""),
    ("high", "legal", "sv", """
        advokat*; jurist*; domstol*; tingsrätt*; stämma er; stämning*; rättsliga åtgärder; polis*; polisanmäl*;
        konsumentverket; konsumentombudsman*; arn; reklamationsnämnden; gdpr; imy; datainspektion*; dataintrång;
        personuppgift*; olagligt; olaglig; lagbrott; diskriminer*; kronofogd*; inkasso; anmäler er; anmäla er; anmält er;
        anmälan till ivo; går|gå till tidningen|tidningarna|pressen"""),
    ("high", "money lost", "sv", """
        stulen; stulet; stulna; stal; bedrägeri*; bedragen; bedragare; hackad; hackat; kapad; kapat; lurad på; kontot är|
        blev tomt|tömt|länsat; tömt kontot; kontot tömt; känner inte igen köpet|köp|uttaget|betalningen; okänt köp|uttag;
        inte gjort köpet; dragit|debiterat|debiterad|betalat dubbelt; dubbelt debiterad|draget|dragit; draget|drogs|dragits
        två|# gånger; kan inte betala hyran|räkningarna; vräk*; id kapning; id-kapning; nätfiske; sparpengar*"""),
    ("high", "deadline", "sv", """
        brådskande; brådskar; akut; omedelbart; omgående; genast; snarast; så fort|snart som möjligt; nu direkt; idag
        senast; senast idag|imorgon|måndag|tisdag|onsdag|torsdag|fredag|ikväll; senast i dag|morgon; före|innan i morgon|
        fredag|måndag|helgen|ikväll|imorgon; till imorgon|ikväll; till i morgon; flyget går|avgår; flyger imorgon|ikväll|
        idag; flyger i morgon|dag; reser imorgon; reser i morgon; åker imorgon; åker i morgon; bröllop*; begravning*; tenta
        imorgon; om # timmar|minuter|timme; går ut idag|imorgon; stängs av imorgon|idag; sista dagen"""),
    ("high", "vulnerable customer", "sv", """
        funktionsned*; funktionshind*; handikapp*; rullstol*; rullator; gravid*; höggravid; bebis*; nyfödd*; spädbarn*;
        blind; blinda; döv; döva; synskad*; hörselskad*; demens; dement; alzheimer*; cancer*; cellgift*; dialys*; hemdialys;
        diabet*; epilepsi*; autis*; sängliggande; avled; avliden; avlidna; avlidne; änka; änkling; dödsbo*; pensionär*;
        hemlös*; arbetslös; uppsagd från jobbet; utan|ingen värme|varmvatten; ensamstående; mamma|pappa|farmor|mormor|
        farfar|morfar är #"""),
    ("low", "impatience", "sv", """
        snart; fort; snabbt; idag; imorgon; ikväll; i dag; i morgon; väntar fortfarande; väntat i|sedan|sen; fortfarande
        väntar; i|på # veckor|månader|dagar; snälla hjälp|ring|svara; hjälp"""),
    ("low", "money wrongly taken", "sv", """
        återbetalning; pengarna tillbaka; pengar tillbaka; felaktigt debiterad|draget; för mycket betalt|debiterat"""),
)  # fmt: skip

URGENCY_CUES_NORTH: tuple[tuple[str, str, str, str], ...] = (*_PORTUGUESE, *_DUTCH, *_POLISH, *_SWEDISH)
"""To be read after `URGENCY_CUES`; a phrase that stands in both counts once."""
