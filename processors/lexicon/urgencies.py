"""What makes it urgent, each with the name of the rule. See the package for how a line is read.

`critical`: life and limb are in danger now. `high`: somebody must look today. `low`: the customer presses, and no more.
`none` says nothing, in place of the cues within it: "costs a bomb", "tennis court".
"""

from processors.lexicon.urgencies_abroad import URGENCY_CUES_ABROAD

URGENCY_CUES: tuple[tuple[str, str, str, str], ...] = (
    ("critical", "self-harm", "", """
        kill|killing|hurt|hurting|harm|harming myself|himself|herself; end|ending|take my life; suicide; suicidal;
        want to die; end it all; do not want to live|be here any more|anymore; self harm; self - harm; no reason to
        live; better off dead; do not want to live"""),
    ("critical", "threat", "", """
        kill|shoot|stab|murder|hurt you|him|her|them|everyone|somebody|someone; bomb; burn you|your|the|it|this
        (shop|office|place|house|building) down; burn down; come to your office with|and; come and find you; you will
        pay with; a|my|the gun; death threat|threats"""),
    ("critical", "safety", "", """
        gas leak|leaking|smell; smell|smells|smelled|smelling (of) gas; on fire; caught|catches|catching fire; burst
        into flames; electric shock|shocks; electrocut*; carbon monoxide; explod*; explosion; smoke
        from|out|coming|everywhere; smoke is|was|keeps (been) coming|pouring; stuck|locked in the|your lift|elevator;
        socket|plug|charger|battery is|was melting|burning|smoking|smouldering; monoxide alarm is|was|went|keeps|has;
        open manhole; manhole is open; brakes failed|fail|failing|do|did|gave; brake failure; wheel came|fell off;
        live wire|wires; bare wire|wires; collapsed; trapped in; missing child; could have been|have killed"""),
    ("critical", "health", "", """
        can not breathe; could not breathe; stopped breathing; struggling to breathe; throat is|was|has
        swelling|swelled|swollen|closing (up); throat swelled|swelling (up); passed out; fainted;
        he|she|mother|father|mum|mom|dad|wife|husband|son|daughter|who collapsed; took|taken|swallowed too many
        tablets|pills; someone|somebody else's tablets|pills|medication|medicine|prescription|blood; breathing
        machine; ventilator; chest pain|pains; chest is|feels tight; unconscious; heart attack; ambulance; anaphyla*;
        allergic reaction; choked; choking; poisoned; food poisoning; bleeding; seizure; overdose; stroke; wrong
        medication|medicine|dose|dosage|prescription|tablets|pills|blood; not breathing; turned blue"""),
    ("high", "safety", "", """
        unsafe; dangerous; hazard*; danger; smoke; sparks; sparking; overheat*; brakes; slipped on|and|in; fell
        down|over|on; tripped on|over; nearly|almost hit|killed|fell|died; trapped; assault*; threaten*; stalk*;
        broken|shattered glass; glass|metal|plastic|needle|screw|nail|razor|blade in my|his|her|the|our|it|their;
        burned|burnt my|his|her; left alone; not safe; unlocked; recall*; loose|hanging wire|wires|cable|cables;
        wire|cable is|was|are hanging|hanging over; cables|lines|cable are|is down; sharp edge|edges; cut
        my|his|her|their hand|finger|fingers|foot|leg|arm; fell|came off the wall|ceiling|roof; followed me|her|him
        home"""),
    ("high", "health", "", """
        hospital; hospitalised; hospitalized; a & e; injured; injury; injuries; hurt my|his|her|badly; broken
        arm|leg|wrist|hip; vomiting; vomited; got|been|was|were|very|fell|seriously ill; made us|me|him|her|them
        ill|sick; was|were|been sick; nut|peanut|nuts allergy; allergic; allergy; there were nuts; insulin; oxygen;
        mould; out of medication|medicine; without my|his|her medication|medicine|insulin|tablets; no
        insulin|medication|medicine|tablets|inhaler left; were|was all (violently) sick|ill; broke|broken my|his|her|a
        arm|leg|wrist|hip|ankle|foot|tooth; stitches; ran|run out of tablets|pills|medication|medicine|insulin;
        tablets|pills|medication|insulin ran|run|runs out; found a lump; rash; asthma; legionella; salmonella;
        concussion"""),
    ("high", "legal", "", """
        lawyer|lawyers; solicitor|solicitors; attorney; legal action|advice|proceedings; sue you|your|them; suing;
        take|taking you to court; small claims; court; ombudsman; trading standards; data protection; gdpr; regulator;
        consumer protection|rights; breach of contract; going|go|went to the press|papers|police; police; consumer
        association|council; illegal; unlawful; discriminat*"""),
    ("high", "money lost", "", """
        stolen; stole; fraud; fraudulent; unauthorised; unauthorized; hacked; money (is|has)
        gone|disappeared|vanished; account (is|was) empty|emptied|drained; overdrawn; overdraft; can not pay|afford;
        rent is due; did not make|authorise|authorize; used my card|account; identity theft; bailiff|bailiffs;
        phishing; scammed; charged|billed|debited|paid (me) twice|double; double charged; savings; took the|my money
        twice; taken twice; never heard of; without my permission|consent|knowledge|signature; did not touch|spend
        it; in my name; money was|is taken; do not recognise|recognize; emptied my|our account; account (has
        been|was|is) frozen; froze my|our account"""),
    ("high", "deadline", "", """
        by|before|until|latest
        today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|christmas;
        by|before|until the weekend; by # o'clock|am|pm; need|needed|needs it|this|them|an (answer) today|tonight|
        tomorrow|now; flight|train|plane leaves|is|departs in|today|tomorrow|tonight|at; leaves|leave|leaving|travel|
        travelling|fly|flying|depart tomorrow|tonight|today; in # hours; wedding; deadline; expires
        today|tomorrow|tonight|on|in; asap; immediately; right now|away; urgent*; straight away; last chance; cut
        (us|me|it) off|disconnected today|tomorrow|on; exam|interview|operation|surgery tomorrow|today|is|on;
        eviction; evicted"""),
    ("high", "vulnerable customer", "", """
        disabled; disability; wheelchair; elderly; my|our mother|father|mum|mom|dad|grandmother|grandfather|nan|gran
        is #; # year|years - old; # years old; my|our|a|the baby|newborn|toddler; pregnant; i (am) blind|deaf;
        visually impaired; hard of hearing; dementia; alzheimer*; cancer; chemo*; carer; bereave*; my late
        husband|wife|mother|father; lost my job; no|without heating|hot|water; homeless; pensioner|pensioners; autis*;
        epilep*; diabet*; dialysis; mental health; food bank; single mother|mum|mom|father|dad; funeral; my
        child|children|son|daughter was; recovering from surgery|an; lives|live on my|her|his own; lives|live|living
        alone; children|kids|mouths to feed; hearing aid|aids; guide dog; dialysis|oxygen machine; on chemo;
        terminally ill; palliative; hospice; foster; refugee; panic attack|attacks|disorder; with a
        toddler|baby|newborn; can not climb|walk"""),
    ("low", "impatience", "", """
        as soon as; soon; quickly; hurry; still waiting; waiting for; please help; today; tonight; tomorrow; this
        week; no heating; cut off; for weeks; # weeks|months; chase; chasing; quick reply|answer|response"""),
    ("low", "money wrongly taken", "", """
        overcharged; refund; money back; still taking|charging; wrong amount; hidden fee|fees"""),
    ("none", "figure of speech", "", """
        nearly|almost died of boredom|laughing|laughter|shame|embarrassment|thirst; nearly|almost died laughing;
        guys|team|band|album|song|track|singer is|was|are|were on fire; you are|were on fire; on fire guys|lads;
        bath|photo|sex bomb; price is a bomb; cost|costs a bomb; is|was the bomb; stroke of luck|genius|midnight;
        stroke of bad|good luck; explosion of colour|colours|color|colors|flavour|flavours|flavor|flavors|taste|joy;
        exploded|exploding|explode with joy|laughter|flavour|flavor; heart attack prices; nearly|almost had|got a
        heart attack; shoot you a|an mail|email|message; burn you out; am|was|were|been sick of; sick and tired;
        danger to my wallet"""),
    ("none", "something else", "", """
        sell|stock|need|buy|fit|fitted|install (a|any|the|carbon) monoxide|smoke alarm|alarms|detector|detectors;
        tennis|basketball|squash|badminton|ball|food|padel court|courts; court shoes; hospital|police car park;
        hospital|police bus|stop|station|shuttle|parking; to|near|past the hospital by; get to the hospital; smoke
        free"""),
    ("critical", "self-harm", "de", "umbringen; selbstmord; nicht mehr leben"),
    ("critical", "safety", "de", "gasgeruch; riecht nach gas; brennt; stromschlag; explodiert; feuer gefangen"),
    ("critical", "health", "de", """
        notarzt; keine luft; allergischer schock; allergische reaktion; vergiftung; falsches medikament"""),
    ("high", "safety", "de", "gefährlich*; gefahr; rauch; funken; bremsen; gestürzt; ausgerutscht; glasscherbe*"),
    ("high", "health", "de", "krankenhaus; verletzt; allergie; medikament*; schimmel"),
    ("high", "legal", "de", "anwalt; rechtsanwalt; verbraucherzentrale; gericht; klage; anzeige; dsgvo; polizei"),
    ("high", "money lost", "de", "doppelt abgebucht; gestohlen; betrug; gehackt; konto leer; überzogen"),
    ("high", "deadline", "de", "dringend*; sofort; bis morgen|heute|freitag|montag; frist; hochzeit; fliege morgen"),
    ("high", "vulnerable customer", "de", """
        behindert*; rollstuhl; schwanger; baby; säugling; blind; gehörlos; krebs; demenz; obdachlos; rentner*"""),
    ("low", "impatience", "de", "bald; schnell; heute; morgen; seit # wochen|monaten"),
    ("critical", "self-harm", "fr", "me suicider; suicide; me tuer; en finir"),
    ("critical", "safety", "fr", "fuite de gaz; odeur de gaz; en feu; pris feu; électrocut*; explosé"),
    ("critical", "health", "fr", "ambulance; réaction allergique; intoxication; étouff*; mauvais médicament"),
    ("high", "safety", "fr", "dangereu*; danger; fumée; étincelles; freins; tombé|tombée|tombés dans|sur|du|par; glissé"),
    ("high", "health", "fr", "hôpital; blessé*; blessure*; allerg*; médicament*"),
    ("high", "legal", "fr", "avocat*; tribunal; poursuites; justice; cnil; rgpd; ufc; police"),
    ("high", "money lost", "fr", "volé*; fraude*; piraté*; débité # fois; découvert"),
    ("high", "deadline", "fr", "urgent*; urgence; immédiatement; avant demain|vendredi|lundi; mariage; tout de suite"),
    ("high", "vulnerable customer", "fr", "handicap*; fauteuil roulant; enceinte; bébé; aveugle; sourd*; cancer; âgée; âgé"),
    ("low", "impatience", "fr", "bientôt; vite; rapidement; aujourd'hui; demain"),
    ("critical", "self-harm", "es", "suicidarme; suicidio; matarme; quitarme la vida"),
    ("critical", "safety", "es", "fuga de gas; olor a gas; huele a gas; en llamas; incendio; descarga eléctrica; explotó"),
    ("critical", "health", "es", "ambulancia; reacción alérgica; intoxicación; no puede respirar; medicamento equivocado"),
    ("high", "safety", "es", "peligros*; peligro; humo; chispas; frenos; resbal*"),
    ("high", "health", "es", "hospital; herid*; alergia; alérgic*; medicament*"),
    ("high", "legal", "es", "abogad*; demanda; demandar; tribunal; consumo; denuncia; denunciar; policía"),
    ("high", "money lost", "es", "robado; robaron; fraude; cobrado # veces; hackead*"),
    ("high", "deadline", "es", "urgente*; inmediatamente; antes de mañana|hoy; ya mismo; boda"),
    ("high", "vulnerable customer", "es", """
        discapacid*; silla de ruedas; embarazad*; bebé; cieg*; sord*; cáncer; anciana; anciano"""),
    ("low", "impatience", "es", "pronto; hoy; rápido"),
    ("critical", "safety", "it", "fuga di gas; odore di gas; in fiamme; preso fuoco; scossa elettrica; esplos*"),
    ("critical", "health", "it", "ambulanza; reazione allergica; intossicazione; farmaco sbagliato"),
    ("critical", "self-harm", "it", "suicidio; suicidarmi; uccidermi; farla finita"),
    ("high", "safety", "it", "pericolos*; pericolo; fumo; scintille; freni; scivolat*"),
    ("high", "health", "it", "ospedale; ferit*; allergi*"),
    ("high", "legal", "it", "avvocat*; tribunale; denuncia; causa legale; vie legali; polizia"),
    ("high", "money lost", "it", "rubat*; frode; addebitat* # volte"),
    ("high", "deadline", "it", "urgente*; subito; immediatamente; entro oggi|domani; matrimonio"),
    ("high", "vulnerable customer", "it", "disabil*; sedia a rotelle; incinta; neonato; bambino; anzian*; cancro"),
    ("low", "impatience", "it", "presto; oggi; domani"),
    ("critical", "safety", "nl", "gaslek; gaslucht; in brand; elektrische schok; ontploft"),
    ("critical", "health", "nl", "ambulance; allergische reactie; voedselvergiftiging; verkeerde medicijnen"),
    ("critical", "self-harm", "nl", "zelfmoord; mezelf iets aan; niet meer leven"),
    ("high", "safety", "nl", "gevaarlijk*; gevaar; rook; vonken; remmen; uitgegleden"),
    ("high", "health", "nl", "ziekenhuis; gewond; allergi*; medicijn*"),
    ("high", "legal", "nl", "advocaat; rechter; juridische stappen; aangifte; politie"),
    ("high", "money lost", "nl", "gestolen; fraude; dubbel afgeschreven; gehackt"),
    ("high", "deadline", "nl", "dringend*; onmiddellijk; meteen; voor morgen|vrijdag; spoed; bruiloft"),
    ("high", "vulnerable customer", "nl", "rolstoel; gehandicapt*; zwanger; baby; blind; doof; kanker; dementie"),
    ("low", "impatience", "nl", "snel; vandaag; morgen"),
    ("critical", "safety", "pt", """
        fuga de gás; cheiro a gás; cheiro de gás; em chamas; pegou fogo; choque elétrico; explodiu"""),
    ("critical", "health", "pt", "ambulância; reação alérgica; intoxicação"),
    ("critical", "self-harm", "pt", "suicídio; suicidar; me matar"),
    ("high", "safety", "pt", "perigos*; perigo; fumo; fumaça; faíscas; travões; freios"),
    ("high", "health", "pt", "hospital; ferid*; alergia"),
    ("high", "legal", "pt", "advogad*; tribunal; procon; processar; denúncia; polícia"),
    ("high", "money lost", "pt", "roubad*; fraude; cobrad* # vezes"),
    ("high", "deadline", "pt", "urgente*; imediatamente; até amanhã; casamento"),
    ("high", "vulnerable customer", "pt", "deficiente; cadeira de rodas; grávida; bebé; bebê; cego; surdo"),
    ("low", "impatience", "pt", "hoje; amanhã; rápido"),
    *URGENCY_CUES_ABROAD,
)  # fmt: skip
