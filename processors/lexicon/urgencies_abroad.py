"""What makes it urgent in German, French, Spanish and Italian, beyond the most common cues of `urgencies.py`.

Words with accents and umlauts stand here as they are texted, too: "electrico", "gefaehrlich". Where one word would say too much
(French "feu" is also a traffic light) only the phrase stands here.
"""

URGENCY_CUES_ABROAD: tuple[tuple[str, str, str, str], ...] = (
    ("critical", "self-harm", "de", """
        suizid*; das leben nehmen; mir etwas|was antun; will nicht mehr leben; lebensmüde; keinen sinn mehr"""),
    ("critical", "threat", "de", """
        bring|bringe dich|euch|sie um; bombe; abstechen; anzünden; morddrohung*; ihr werdet dafür bezahlen"""),
    ("critical", "safety", "de", """
        riecht|stinkt (hier|stark|ganz) nach gas|verbranntem|rauch; gasleck; gasaustritt; kohlenmonoxid; in flammen; fing|fängt
        feuer; explosion*; explodier*; stromschläge; einen|eine gewischt; blanke|offene|freiliegende leitung|kabel|drähte;
        kabel liegt|liegen offen|frei|blank; bremsen|bremse versagt|versagten|versagte|ziehen|zieht|gehen nicht|versagt;
        eingestürzt; eingeklemmt; steckt|stecken|stecke im aufzug|fahrstuhl|lift fest; fast|beinahe überfahren|erstickt"""),
    ("critical", "health", "de", """
        krankenwagen; rettungswagen; notaufnahme; bewusstlos; ohnmächtig; herzinfarkt; schlaganfall; atemnot; bekommt|bekomme|
        kriegt|krieg|kriege keine|kaum luft; brustschmerzen; erstickt; anaphyla*; lebensmittelvergiftung; vergiftet; falsche|
        falsches|falschen dosis|dosierung|tabletten|medikamente|medikament|blutgruppe; krampfanfall; überdosis"""),
    ("high", "safety", "de", """
        gefaehrlich*; lebensgefahr; überhitzt*; geschmort; schmort; verschmort; qualm*; glassplitter; splitter im|in; gestolpert;
        hingefallen; überfallen; bedroht*; belästigt*; rückruf*; rutschgefahr; wackelkontakt; scharfe kante; nicht sicher"""),
    ("high", "health", "de", """
        spital; rettung gerufen; verletzung*; gebrochen; übergeben; erbrochen; insulin; sauerstoff; asthma; ausschlag;
        salmonellen; legionellen; allergisch*; erdnüsse; nussallergie; gehirnerschütterung; verätzt;
        verbrüht; atembeschwerden"""),
    ("high", "legal", "de", """
        anwalt*; anwältin; rechtlich*; rechtsschutz*; klagen; verklage*; strafanzeige; gerichtlich*; konsumentenschutz;
        verbraucherschutz; datenschutz*; ombudsmann; ombudsstelle; schlichtungsstelle; aufsichtsbehörde; einstweilige;
        an die presse; diskriminier*; illegal; rechtswidrig; staatsanwalt*"""),
    ("high", "money lost", "de", """
        zweimal|doppelt|mehrfach abgebucht|belastet|berechnet|bezahlt; unbefugt*; nicht autorisiert*; konto (ist|wurde) leer|
        geplündert|leergeräumt; konto gesperrt; geklaut; betrüger*; phishing; pfändung; gepfändet; mahnbescheid; inkasso*; miete
        nicht zahlen|bezahlen; abbuchung die ich; geld (ist) weg; kontopfändung; gerichtsvollzieher*"""),
    ("high", "deadline", "de", """
        bis dienstag|mittwoch|donnerstag|samstag|sonntag|mittag|abend|weihnachten; noch heute; spätestens heute|morgen|
        übermorgen; umgehend; unverzüglich; schnellstens; so schnell wie möglich; läuft heute|morgen ab; flug|flieger|zug geht|
        fährt in|um|morgen|heute; in # stunden; eilig*; prüfung morgen; morgen prüfung|op|umzug; jetzt gleich; asap; beerdigung;
        wird|werden abgestellt|gesperrt; zwangsräumung; räumungsklage"""),
    ("high", "vulnerable customer", "de", """
        schwerbehindert*; rollator; schwangere; schwangerschaft; neugeborene*; kleinkind*; gehbehindert*; sehbehindert*;
        schwerhörig*; dement*; pflegebedürftig*; # jährige|jähriger|jährigen; # jahre alt; alleinerziehend*; verstorben*;
        verwitwet; arbeitslos; ohne heizung|strom|wasser; keine heizung; epilep*; diabet*; dialyse; autis*; depress*; chemo*;
        herzkrank*; pflegestufe; pflegegrad"""),
    ("low", "money wrongly taken", "de", "zu viel abgebucht|berechnet; geld zurück; erstattung; rückerstattung; falscher betrag"),
    ("low", "impatience", "de", """
        warte noch; warte immer noch; warte seit; dauert zu lange; wie lange noch; noch immer nicht|nichts|kein|keine;
        endlich; zeitnah"""),
    ("critical", "self-harm", "fr", "suicidaire; suicider; me foutre en l'air; plus envie de vivre; mettre fin à mes jours"),
    ("critical", "threat", "fr", "vous tuer; te tuer; je vais vous|te retrouver; une bombe; menaces de mort; tout brûler"),
    ("critical", "safety", "fr", """
        sent|sentait|sens le|du gaz|brûlé; ça sent le gaz; ca sent le gaz; fuite (de) gaz; odeur gaz; monoxyde; a explosé;
        explose; explosion; choc électrique; décharge électrique; decharge electrique; électrocuté*; electrocut*; pris le jus;
        a pris feu; prend feu; en flammes; incendie; fils|fil dénudés|dénudé|nus|nu; freins|frein ne|n'ont|n'a|lâché|laché;
        plus de freins; coincé|coincée|coincés|bloqué|bloquée|bloqués dans l'ascenseur; s'est effondré; failli mourir|être
        écrasé|tuer; étincelles partout"""),
    ("critical", "health", "fr", """
        samu; urgences; évanoui*; inconscient*; crise cardiaque; avc; arrêt cardiaque; n'arrive pas|plus à respirer; mal à
        respirer; ne respire plus|pas; douleur à la|dans la poitrine; choc anaphylactique; empoisonn*; intoxiqué*; mauvaise|
        mauvais dose|dosage|ordonnance|comprimés; surdose; convulsion*; reaction allergique"""),
    ("high", "safety", "fr", """
        surchauff*; brûlé ma|mon|la|le|sa|son; trébuché; glissade; agressé*; menacé*; harcel*; harcèl*; morceau|bout|éclat de
        verre|métal|plastique; débris de verre; rappel produit; pas sécurisé; fumee; tombée dans|sur|de; danger*"""),
    ("high", "health", "fr", """
        hopital; hospitalis*; pompiers; cassé le|la bras|jambe|poignet|cheville|hanche; vomi; vomit; vomissements; insuline;
        oxygène; asthm*; éruption; salmonel*; légionel*; moisissure*; commotion; malade|malades après|depuis; cacahuète*;
        arachide*; engourdi*"""),
    ("high", "legal", "fr", """
        porter plainte; porte plainte; dépose plainte; déposer plainte; plainte à la police; mise en demeure; mon conseil
        juridique; médiateur; mediateur; huissier; dgccrf; répression des fraudes; que choisir; prud'hommes; illégal*; illegal*;
        discrimin*; gendarmerie; procureur; conciliateur; protection juridique"""),
    ("high", "money lost", "fr", """
        débité|débitée|prélevé|prélevée|facturé|facturée|payé deux|trois fois; deux fois débité|prélevé|facturé; double
        prélèvement; volée; pirat*; arnaque*; escroqu*; escroc*; hameçonnage; phishing; agios; compte vidé|vide|bloqué;
        usurpation; saisie sur; saisi*; payer mon|le loyer;
        opération que je n'ai; je n'ai pas fait ce|cet achat|paiement|virement"""),
    ("high", "deadline", "fr", """
        avant ce|mardi|mercredi|jeudi|samedi|dimanche|midi|noël; au plus vite; dans les plus brefs; sans délai; sous # heures|
        jours; sous quarante; dans # heures|heure; aujourd'hui même; dernier délai; date limite; expire demain|ce|aujourd'hui|
        dans; mon vol|train part|est; décolle; pars demain; examen demain|lundi; obsèques; enterrement; expuls*; coupure demain;
        illico; au plus tôt"""),
    ("high", "vulnerable customer", "fr", """
        déambulateur; femme enceinte; nourrisson*; nouveau - né; malvoyant*; malentendant*; alzheimer; démence; dialyse;
        diabét*; épilep*; autis*; chimio*; handicapé*; pmr; veuve; veuf; décès; décédé*; chômage; sans chauffage|eau|
        électricité; plus de chauffage; rsa; # ans et; a # ans; mère|père|mari|femme|fils|fille malade; mamie; papi; grand -
        mère|père; personne agée; sdf; tutelle; curatelle"""),
    ("low", "money wrongly taken", "fr", "trop prélevé|payé|facturé; rembours*; trop - perçu; frais cachés"),
    ("low", "impatience", "fr", """
        j'attends; toujours pas|rien|en attente; depuis # semaines|mois|jours; dès que possible; relance; ça traîne; encore
        combien"""),
    ("critical", "self-harm", "es", """
        suicidar; suicidarse; no quiero vivir; ya no quiero vivir; acabar con mi vida; mejor muerto|muerta; hacerme daño"""),
    ("critical", "threat", "es", """
        te|los|las|os voy a matar|buscar|encontrar|quemar; una bomba; amenaza de muerte; van a pagar caro; matarlos; matarte"""),
    ("critical", "safety", "es", """
        escape de gas; huele (mucho|fuerte) a gas|quemado; olor a quemado; monóxido; prendió|prendio|prende fuego; se incendió|
        incendio|quemó; explosión; explosion; exploto; explotar; explota; me dio la corriente; da corriente; electrocut*;
        descarga electrica; cable|cables pelado|pelados|suelto|sueltos|sin; sin frenos; no frena|frenó|frenaba; frenos fallaron|
        fallan; atrapado|atrapada|atrapados|encerrado|encerrada|encerrados en el|un ascensor|elevador; se derrumb*; casi se|me|
        nos ahoga|mata|atropella|matan"""),
    ("critical", "health", "es", """
        infarto; derrame; inconsciente; desmay*; no respira; no puedo respirar; falta de aire; dolor de|en pecho; dolor en el
        pecho; anafil*; ahog*; atragant*; envenen*; intoxicad*; intoxicamos; intoxicó; reaccion alergica; dosis equivocada;
        medicina|medicamento|receta|pastillas equivocada|equivocado|equivocadas; convulsi*; sobredosis; hemorragia; sangra*"""),
    ("high", "safety", "es", """
        se recalienta; sobrecalent*; me quemé; se quemó; caí; me cai; se cayó en|por|de; tropec*; tropez*; asalt*; amenaz*;
        acos*; vidrio|vidrios|cristal|cristales|metal|plástico|clavo en|dentro; trozo|pedazo de vidrio|cristal|metal|plástico;
        inseguro; riesgo de; accidente*; cortocircuito"""),
    ("high", "health", "es", """
        urgencias; hospitaliz*; ingresad*; fractur*; rompí el|la; roto el|la; vomit*; insulina; oxígeno; oxigeno; asma;
        asmátic*; asmatic*; sarpullido; salmonel*; moho; alergic*; cacahuate*; cacahuete*; maní; diarrea; lesion*; lesión"""),
    ("high", "legal", "es", """
        denunciar*; denuncio; defensor del pueblo|consumidor|cliente; defensa del|al consumidor; profeco; sernac; indecopi;
        hoja de reclamaciones; libro de reclamaciones; acciones legales; medidas legales; vía|via judicial; juicio; juzgado*;
        fiscal*; protección de datos; ilegal*; discrimin*; demandaré; los demando; a la prensa; notario; burofax; carta
        documento; guardia civil; policia"""),
    ("high", "money lost", "es", """
        cobraron|cobrado|cobrada|cargaron|debitaron|descontaron dos|# veces; dos veces el mismo|la misma|lo mismo; cobro|cargo|
        pago doble|duplicado|indebido; doble cobro|cargo; no autorizad*; no reconozco; cargos|compras|compra que no hice|
        reconozco|realicé; vaciaron; cuenta vacía|vacia|bloqueada|embargada; clonaron; clonada; estaf*; fraudulent*; phishing;
        robo; embarg*; suplant*; descubierto; pagar el alquiler|la renta|arriendo; me desapareció el|plata|dinero"""),
    ("high", "deadline", "es", """
        antes del|de lunes|martes|miércoles|viernes|sábado|domingo|mediodía; lo antes posible; cuanto antes; a más tardar; hoy
        mismo; ahora mismo; en # horas; vence hoy|mañana|el; caduca hoy|mañana|el; último día; plazo; mi vuelo|tren|bus sale|
        es; viajo mañana|hoy|el; salgo mañana; urge; urgencia; examen mañana|el; entierro; funeral; velorio; desahuci*;
        desaloj*; me|nos cortan|van a cortar"""),
    ("high", "vulnerable customer", "es", """
        andador; muletas; invidente; movilidad reducida; minusv*; recién nacid*; recien nacid*; mi bebé|bebe; embarazo; tercera
        edad; adulto|adulta mayor; adultos mayores; jubilad*; pensionista*; pensionad*; tiene # años; # años y; de # años;
        demencia; alzhéimer; alzheimer; quimio*; cancer; diabétic*; diabetic*; diálisis; dialisis; epilep*; autis*; viud*;
        falleci*; difunt*; desempleo; desempleado; sin trabajo; sin calefacción|calefaccion|luz|agua|gas; madre soltera; mi
        abuela|abuelo|abuelita; hijo|hija enfermo|enferma"""),
    ("low", "money wrongly taken", "es", """
        reembols*; devuelvan|devuélvanme|devolver mi|el dinero; devolución del; cobro de más; cobraron de más"""),
    ("low", "impatience", "es", """
        sigo esperando; seguimos esperando; todavía|aun|aún no; llevo # días|dias|semanas|meses|horas; hace # días|dias|semanas|
        meses; hasta cuándo|cuando; mañana; ya basta; por favor ayuda"""),
    ("critical", "self-harm", "it", "suicidar*; non voglio più vivere; togliermi la vita; ammazzarmi; farmi del male"),
    ("critical", "threat", "it", """
        vi|ti ammazzo|uccido; vengo a cercarvi|prendervi|prenderti; una bomba; minacce di morte; do|dare fuoco; ve la farò
        pagare"""),
    ("critical", "safety", "it", """
        perdita di gas; puzza|puzzo (di) gas|bruciato; odore di bruciato; sento (odore di) gas; monossido; andato|andata|
        a fuoco; va a fuoco; prende fuoco; incendio; scoppi*; presa|preso|prendo la scossa; dà la scossa; folgor*; cavo|cavi|
        filo|fili scoperto|scoperti|elettrico|pendente; freni non|rotti|andati; senza freni; non frena|frenava|frenano; bloccato|
        bloccata|bloccati|chiuso|chiusa|chiusi in|nell'ascensore; è crollat*; crollo; rischiato di morire|soffocare"""),
    ("critical", "health", "it", """
        pronto soccorso; al 118; infarto; ictus; svenut*; incosciente; privo di sensi; non respir*; fatica a respirare; dolore|
        dolori al petto; shock anafilattico; anafila*; soffoc*; avvelen*; intossicat*; farmaco|medicina|medicinale|dose|dosaggio
        sbagliata|sbagliato; sanguin*; emorragia; convulsion*; overdose"""),
    ("high", "safety", "it", """
        surriscald*; bruciato|bruciata la|il|mano; ustion*; caduto|caduta|caduti dal|dalla|dalle|per|nel|nella;
        inciamp*; aggredit*; minacciat*; molest*; stalking; pezzo|
        pezzi|scheggia|schegge di vetro|metallo|plastica; vetro|vetri nel|nella|dentro; richiamo del prodotto; non è sicuro;
        rischio; cortocircuito; corto circuito; incidente"""),
    ("high", "health", "it", """
        ricover*; fratt*; rotto il|la polso|braccio|gamba|caviglia|femore; vomit*; insulina; ossigeno; asma; asmatic*; sfogo;
        salmonell*; legionell*; muffa; arachidi; farmaco salvavita; farmaci salvavita; trauma; stati|stato|stata male"""),
    ("high", "legal", "it", """
        legale; legali; querel*; denunc*; carabinieri; giudice; causa; diffida; diffido; messa in mora; garante; agcom; arera;
        associazione|associazioni consumatori; codacons; codice del consumo; illegal*; illecit*; discrimin*; procura; guardia di
        finanza; conciliazione; polizia postale; andrò ai giornali"""),
    ("high", "money lost", "it", """
        addebitato|addebitata|addebitati|pagato|prelevato|fatturato due|doppio volte; due volte lo|la stesso|stessa; doppio
        addebito; addebito doppio; non autorizzat*; clonat*; truff*; phishing; svuotat*; conto vuoto|bloccato|pignorato;
        pignor*; furto; rubato; in rosso; non ho (mai) fatto|autorizzato io|quel|questo; spariti (i) soldi; spariti # euro;
        pagare l'affitto; ufficiale giudiziario; recupero crediti"""),
    ("high", "deadline", "it", """
        entro lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|stasera|sera|mezzogiorno|natale|e; al più presto; quanto
        prima; il prima possibile; prima possibile; urge; urgenza; urgentemente; scade oggi|domani|il|stasera; scadenza; tra|fra
        # ore; parto domani|oggi|stasera; il volo|treno parte|è; ho il volo|treno|esame; esame domani; adesso subito;
        funerale; sfratt*; staccano la|il|domani; oggi stesso; senza indugio"""),
    ("high", "vulnerable customer", "it", """
        carrozzina; carrozzella; deambulatore; stampelle; invalid*; legge 104; gravidanza; neonata; bimbo|bimba|bambina piccolo|
        piccola|di; non vedente; ipovedente; cieco; cieca; sordo; sorda; demenza; alzheimer; parkinson; chemio*; diabetic*;
        dialisi; epiless*; autis*; depress*; vedova; vedovo; defunt*; decedut*; decesso; lutto; disoccupat*; pensionat*;
        senza riscaldamento|luce|acqua|gas|corrente; ha # anni; di # anni; mia nonna; mio nonno; ragazza madre; badante"""),
    ("low", "money wrongly taken", "it", "rimbors*; rivoglio i soldi; soldi indietro; costi nascosti; addebito errato"),
    ("low", "impatience", "it", """
        sto (ancora) aspettando; aspetto da|ancora; ancora niente|nulla; da # settimane|mesi|giorni|ore; stasera; sollecit*; per
        favore aiuto; quando vi decidete; fino a quando"""),
)  # fmt: skip
