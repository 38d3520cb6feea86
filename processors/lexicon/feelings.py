"""What tells a feeling. See the package for how a line is read."""

EMOTION_CUES: tuple[tuple[str, int, str, str], ...] = (
    ("anger", 3, "", """
        angry; furious; livid; outrag*; disgust*; disgrace*; appalling; appalled; unacceptable; ridiculous; how dare;
        scandal*; shame on; fuming; infuriat*; enraged; seething; sick of; wtf; bloody; damn; idiot|idiots; liar|liars; rip
        off; scammers; shameful; insult*; makes my blood boil; rude; pathetic; lied; 😡; 🤬; 👿; never again"""),
    ("anger", 2, "", """
        hate; awful; terrible; horrible; joke; incompetent; useless; demand; demanding; worst; arrogant; stole"""),
    ("frustration", 3, "", """
        frustrat*; annoy*; fed up; third|fourth|fifth time; again and again; over and over; (still) waiting for|since|on|to|
        at; still not|no|nothing; nobody answers|answered|replies|replied|cares|helps|listens|knows|picks; no one answers|
        answered|replies|replied|cares|helps|listens|knows|picks; no reply|response|answer; on hold; round|around in circles;
        every|each time; keeps|keep; yet|once again; had enough; nothing happens|happened|works; tired of; been waiting; waste
        of time; # times; # different; start again|over; hung up; ridiculous; 😤; 🙄; 😩; ugh; argh"""),
    ("frustration", 1, "", "waiting; waited; delayed; late; again; wait; slow; queue; stuck; but; twice; not"),
    ("disappointment", 3, "", """
        disappoint*; let down; expected better|more; not what i|we expected|hoped; not as described|advertised; used to be;
        shame that; such a shame; sadly; unfortunately; not|un impressed; underwhelm*; poor quality|service|show; not worth;
        regret; not good enough; worse than; not happy; dissatisfied; unhappy; mediocre; 😞; 😕; 🙁; broke after"""),
    ("disappointment", 1, "", "poor; bad; broken; cold; dirty; worse; wrong; missing; expected"),
    ("anxiety", 3, "", """
        worried; worry; worrying; anxious; afraid; scared; frightened; frightening; nervous; panic*; desperate; desperately;
        stress*; rent is due; please help; emergency; do not know what to do; terrified; unsafe; fear; concerned; 😟; 😰; 😨;
        what if; can not afford"""),
    ("anxiety", 1, "", "urgent*; dangerous; need it before|by; danger; afraid"),
    ("sadness", 3, "", """
        sad; heartbroken; cried; crying; in tears; miserable; depress*; grief; grieving; funeral; passed away; lonely; upset;
        upsetting; devastated; heartbreaking; mourning; 😢; 😭; 💔; :("""),
    ("gratitude", 3, "", """
        thank you; thanks; thank; grateful; gratitude; appreciate*; much appreciated; cheers; 🙏; indebted; went out of his|
        her|their way"""),
    ("joy", 3, "", """
        happy; delighted; love; loved; lovely; wonderful; amazing; fantastic; brilliant; excellent; perfect*; great; awesome;
        thrilled; made my day; so pleased; enjoy*; delicious; superb; best; fun; glad; :); :d; 😊; 😍; ❤; 👍; 🥰; 🎉; 😀; 😁"""),
    ("anger", 3, "de", "unverschämt*; frech*; wütend; sauer; unmöglich; skandal*; abzocke; zum kotzen"),
    ("frustration", 3, "de", "nervig; nervt; immer noch; schon wieder; genervt; seit # tagen|wochen|stunden; niemand"),
    ("disappointment", 3, "de", "enttäusch*; schade; leider"),
    ("anxiety", 3, "de", "besorgt; angst; sorge*; dringend; verzweifelt"),
    ("sadness", 3, "de", "traurig; geweint; weinen"),
    ("gratitude", 3, "de", "danke; dank; dankbar"),
    ("joy", 3, "de", "glücklich; toll*; wunderbar*; super; freue; begeistert; klasse; lecker; perfekt"),
    ("anger", 3, "fr", "furieux; furieuse; honteu*; inadmissible*; scandaleu*; en colère; arnaque"),
    ("frustration", 3, "fr", "toujours pas; encore une fois; marre; personne ne; depuis # jours|semaines|heures; j'attends"),
    ("disappointment", 3, "fr", "déçu*; dommage; malheureusement"),
    ("anxiety", 3, "fr", "inquiet; inquiète; peur; angoiss*; désespéré*"),
    ("sadness", 3, "fr", "triste*; pleur*"),
    ("gratitude", 3, "fr", "merci; remercie*; reconnaissant*"),
    ("joy", 3, "fr", "heureu*; content*; génial*; ravi*; super; parfait*; excellent*"),
    ("anger", 3, "es", "indignante; indignad*; furios*; vergüenza; enfadad*; estafa"),
    ("frustration", 3, "es", "todavía no; aún no; otra vez; nadie; harto; harta; llevo #"),
    ("disappointment", 3, "es", "decepcion*; lástima; lamentable*"),
    ("anxiety", 3, "es", "preocupad*; miedo; angusti*; desesperad*"),
    ("sadness", 3, "es", "triste; llor*"),
    ("gratitude", 3, "es", "gracias; agradec*"),
    ("joy", 3, "es", "feliz; encantad*; contento; contenta; perfecto; excelente*; genial"),
    ("anger", 3, "it", "vergogn*; scandalos*; furios*; arrabbiat*; truffa"),
    ("frustration", 3, "it", "ancora; stufo; stufa; nessuno; di nuovo"),
    ("disappointment", 3, "it", "delus*; peccato; purtroppo"),
    ("anxiety", 3, "it", "preoccupat*; paura; disperat*"),
    ("sadness", 3, "it", "triste; piang*"),
    ("gratitude", 3, "it", "grazie; ringrazi*"),
    ("joy", 3, "it", "felice; ottim*; content*; perfett*; bellissim*; gentilissim*"),
    ("anger", 3, "nl", "woedend; schandalig; boos; belachelijk; oplichting"),
    ("frustration", 3, "nl", "nog steeds; alweer; niemand; # keer; zat"),
    ("disappointment", 3, "nl", "teleurge*; jammer; helaas"),
    ("anxiety", 3, "nl", "bezorgd; bang; ongerust; wanhopig"),
    ("sadness", 3, "nl", "verdrietig; huil*"),
    ("gratitude", 3, "nl", "bedankt; dank*"),
    ("joy", 3, "nl", "blij; geweldig*; tevreden; super; fantastisch*; top"),
    ("anger", 3, "pt", "vergonha; absurdo; furios*; indignad*"),
    ("frustration", 3, "pt", "ainda não; outra vez; de novo; ninguém"),
    ("disappointment", 3, "pt", "decepcion*; desilud*; infelizmente; pena"),
    ("anxiety", 3, "pt", "preocupad*; medo; desesperad*"),
    ("sadness", 3, "pt", "triste; chor*"),
    ("gratitude", 3, "pt", "obrigad*; agradeç*"),
    ("joy", 3, "pt", "feliz; ótim*; adorei; excelente*; perfeito"),
)  # fmt: skip
