"""The cues of `kinds.py` in German, French, Spanish, Italian, Dutch and Portuguese: the most common ones."""

_GERMAN = (
    ("complaint", 3, "de", """
        beschwer*; reklamation*; reklamier*; kaputt; defekt; funktioniert|geht|ging|funktionierte nicht; nicht angekommen|
        geliefert|erhalten|bekommen|zugestellt|gekommen|erreichbar|repariert|erstattet; immer noch nicht|kein|keine|auf;
        verspät*; zu spät; unfreundlich*; enttäusch*; frech*; unverschämt*; geld zurück; doppelt abgebucht|berechnet|bezahlt;
        niemand; keiner; falsch* modell|artikel|größe|farbe|ware|rechnung|adresse; legt auf; aufgelegt; schmutzig*; dreckig*;
        mangelhaft*; unzumutbar; inakzeptabel; seit # tagen|wochen|monaten|stunden; seit einer woche|stunde; keine antwort|
        reaktion|durchsage|erstattung|rückmeldung; gewartet; warte seit|auf; ausgefallen; fiel aus; kalt*; beschädigt*; fehlt;
        fehlen; verloren; betrug; abzocke; schlecht* service|qualität|erfahrung"""),
    ("complaint", 2, "de", """
        problem*; fehler; schlecht*; langsam; ärger*; leider; warten; teuer; laut; falsch*; nicht; kein*; nie; die ganze
        nacht; wieder; trotzdem; aber; mahnung"""),
    ("praise", 3, "de", """
        vielen|herzlichen|besten dank; danke schön; sehr zufrieden|nett|freundlich|gut|hilfsbereit|schön; toll*; wunderbar*;
        ausgezeichnet*; hervorragend*; super; freundlich*; perfekt*; klasse; empfehle*; weiter so; großartig*; begeistert"""),
    ("praise", 1, "de", "danke; gut; schön*; nett*; pünktlich; zufrieden; lecker; sauber"),
    ("suggestion", 3, "de", """
        vorschlag*; vorschlagen; es wäre schön|gut|toll|hilfreich; könntet ihr; könnten sie nicht; ich wünsche mir; wie wäre
        es; vielleicht könnten|könnte; man könnte; sie|ihr sollten|solltet; wünschenswert"""),
    ("question", 2, "de", """
        wann; wie lange|viel|kann|komme|bekomme|geht|oft; wo ist|finde|kann|bekomme|sind; kann ich|man; gibt es; haben sie;
        können sie; welche*; ist es möglich; darf ich; was kostet; wer ist"""),
)  # fmt: skip
_FRENCH = (
    ("complaint", 3, "fr", """
        réclamation*; plainte; porter plainte; ne marche|fonctionne|marchent|fonctionnent pas|plus; en retard; pas reçu|
        arrivé|arrivée|livré|remboursé|répondu; toujours pas|rien; inacceptable; inadmissible; déçu*; cassé*; abîmé*;
        remboursement; impoli*; honteux; scandaleux; personne ne|n'a; jamais venu*|reçu*|arrivé*; moqué*; froid*; sale;
        attends|attend|attendons mon|depuis|toujours|encore; j'attends; depuis # jours|semaines|mois|heures; cela|ça fait #
        jours|semaines|mois|heures; débité # fois; # fois débité; facturé # fois; arnaque; en panne; aucune réponse|nouvelle|
        explication; sans réponse|nouvelle; désagréable*; perdu*; manquant*; il manque; raccroché; défectueu*"""),
    ("complaint", 2, "fr", """
        problème*; mauvais*; lent*; erreur*; cher; trop; malheureusement; pas; aucun*; jamais; rien; mais; attente; bruit"""),
    ("praise", 3, "fr", """
        merci beaucoup|à|pour|infiniment; excellent*; parfait*; formidable*; très content*|satisfait*|gentil*|aimable*|
        professionnel*|bon*|bien; impeccable*; je recommande; bravo; génial*; ravi*; super; agréable*; merveilleu*; délicieu*;
        félicitations"""),
    ("praise", 1, "fr", "merci; bien; bon; bonne; rapide*; propre"),
    ("suggestion", 3, "fr", """
        ce serait bien|bon|pratique|utile|sympa; je suggère; vous devriez|pourriez; pourriez-vous ajouter; il faudrait;
        suggestion*; j'aimerais que; pourquoi ne pas; on pourrait"""),
    ("question", 2, "fr", """
        est-ce; est - ce; quand; combien; comment puis|faire|est; où est|puis|sont|se; puis-je|puis - je; à quelle heure;
        avez-vous; avez - vous; livrez - vous; y a-t; quel*; peut - on; pouvez - vous; est ce que"""),
)  # fmt: skip
_SPANISH = (
    ("complaint", 3, "es", """
        queja*; quejar*; reclamación; reclamo; reclamar; no funciona*; no ha|han llegado|respondido|devuelto|venido; no llegó;
        no llega; no me devuelven|responden|atienden|contestan; todavía no; aún no; sin respuesta|noticias|explicación; rota;
        roto; inaceptable; pésim*; decepcion*; nadie; cobrado|cobraron # veces; cobrado de más; llevo # horas|días|semanas|
        meses|hora; hace # semanas|días|meses; tarde; retraso; con retraso; sucio; sucia; maleducad*; grosero*; estafa;
        perdido; perdieron; equivocad*; falta; faltan; averiad*; frío; fría; devolución del dinero; me han cobrado; esperando"""),
    ("complaint", 2, "es", """
        problema*; mal; malo; mala; lento; lenta; error; caro; cara; nunca; nada; pero; espera; ruido; lamentable*"""),
    ("praise", 3, "es", """
        muchas gracias; excelente*; perfecto; perfecta; maravillos*; encantad*; genial trato|servicio|atención; muy amable*|
        bien|bueno|buena|contento|contenta|rápido*|profesional*|satisfech*|limpi*; recomendable; recomiendo; fenomenal;
        fantástic*; estupend*; enhorabuena; todo perfecto|bien|genial"""),
    ("praise", 1, "es", "gracias; bueno; buena; bien; amable*; rápid*"),
    ("suggestion", 3, "es", """
        sería bueno|genial|útil|mejor|ideal; estaría bien; sugiero; sugerencia*; deberían; podrían añadir|poner|ofrecer|
        incluir|abrir; me gustaría que; por qué no ponen; ojalá"""),
    ("question", 2, "es", """
        cuándo; cuánto*; dónde; cómo puedo|hago; puedo; tienen; a qué hora; ¿; qué horario; hay; se puede; cuál*; es posible"""),
)  # fmt: skip
_ITALIAN = (
    ("complaint", 3, "it", """
        reclamo; reclami; lamentel*; non funziona*; non è|sono arrivat*|stato|stata|possibile; non ho ricevuto; ancora niente|
        aspettando|nulla; in ritardo; ritardo; rotto; rotta; rotti; rotte; delus*; inaccettabile; vergognos*; scandalos*;
        nessuno; nessuna risposta; addebitat* # volte; due volte; mancava; mancano; manca; sporco; sporca; sporchi; scortes*;
        maleducat*; truffa; sbagliat*; difettos*; perso; freddo; fredda; aspetto da; da # giorni|settimane|mesi|ore; guasto;
        guasta; aperto e; danneggiat*; rimborso"""),
    ("complaint", 2, "it", """
        problem*; cattiv*; pessim*; lent*; errore; purtroppo; caro; mai; ma; niente; nulla; attesa; rumore; non"""),
    ("praise", 3, "it", """
        grazie mille|a|di|per|infinite; ottim*; perfett*; bravissim*; gentilissim*; eccellente*; fantastic*; consiglio;
        consigliatissim*; molto gentil*|bene|buono|soddisfatt*|content*|pulit*; meraviglios*; torneremo; complimenti;
        splendid*; disponibilissim*"""),
    ("praise", 1, "it", "grazie; bene; buono; buona; gentil*; veloc*"),
    ("suggestion", 3, "it", """
        sarebbe bello|utile|meglio|comodo; suggerisco; suggeriment*; dovreste; potreste; vorrei che; perché non mettete;
        proposta; propongo"""),
    ("question", 2, "it", """
        quando; quanto; quanti; dove; come posso|faccio; posso; avete; a che ora; c'è; è possibile; qual*; si può; potete
        dirmi"""),
)  # fmt: skip
_DUTCH = (
    ("complaint", 3, "nl", """
        klacht*; werkt|doet|deed|werkte niet|het niet; kapot; niet aangekomen|ontvangen|geleverd|gekomen|bezorgd|komen|
        opgelost; nog steeds|altijd niet|geen; te laat; teleurge*; onacceptabel; niemand; dubbel betaald|afgeschreven; # keer;
        onbeleefd; onvriendelijk; vies; lekt; lek; beschadigd*; vertraging; verkeerd*; ontbreekt; ontbreken; geen antwoord|
        reactie|gehoor; wacht al; al # dagen|weken|maanden|uur|keer; opgehangen; oplichting; slechte service|ervaring|
        kwaliteit; schandalig; koud; kwijt; geld terug"""),
    ("complaint", 2, "nl", """
        problem*; slecht*; traag; fout; fouten; helaas; duur; wachten; lawaai; nooit; geen; maar; alweer; weer; niet"""),
    ("praise", 3, "nl", """
        hartelijk dank; dank jullie|je|u wel; dankjewel; geweldig*; uitstekend*; fantastisch*; heel|zeer|erg vriendelijk*|
        tevreden|goed|fijn|blij|snel|lekker; top; aanrader; complimenten; prima; vriendelijk*; super"""),
    ("praise", 1, "nl", "bedankt; dank; goed*; fijn*; lekker; schoon; netjes"),
    ("suggestion", 3, "nl", """
        het zou fijn|mooi|goed|handig|leuk; zou fijn|handig|leuk|mooi zijn; suggestie*; jullie zouden|kunnen|moeten; misschien
        kunnen; waarom geen; ik stel voor; idee:"""),
    ("question", 2, "nl", """
        wanneer; hoeveel; waar kan|is|vind|zijn; hoe laat|lang|kan|krijg|werkt; kan ik; hebben jullie; is het mogelijk; welke;
        zijn jullie; mag ik"""),
)  # fmt: skip
_PORTUGUESE = (
    ("complaint", 3, "pt", """
        reclamação; reclamar; reclamo; queixa*; não funciona*; não chegou; não recebi; ainda não; atrasad*; atraso; quebrad*;
        partido; partida; estragad*; inaceitável; péssim*; decepcion*; desilud*; ninguém; cobrad* # vezes; cobraram; errad*;
        sujo; suja; grosseir*; mal-educad*; sem resposta; sem solução; desligou; há # dias|semanas|meses|horas; à espera;
        esperando; perdid*; falta; faltam; avariad*; fraude; golpe; reembolso; fria; frio"""),
    ("complaint", 2, "pt", """
        problema*; mau; má; ruim; lento; lenta; erro; caro; infelizmente; nunca; nada; mas; barulho; não"""),
    ("praise", 3, "pt", """
        muito obrigad*|bom|boa|bem|simpátic*|satisfeit*|contente; excelente*; ótim*; óptim*; perfeito; perfeita; maravilhos*;
        recomendo; parabéns; adorei; fantástic*; impecável"""),
    ("praise", 1, "pt", "obrigad*; bom; boa; bem; rápid*; simpátic*"),
    ("suggestion", 3, "pt", """
        seria bom|ótimo|ideal|útil; sugiro; sugestão; sugestões; deveriam; poderiam; gostaria que; que tal"""),
    ("question", 2, "pt", """
        quando; quanto*; onde; como posso|faço; posso; têm; a que horas; é possível; qual*; há; vocês têm"""),
)  # fmt: skip

KIND_CUES_ABROAD: tuple[tuple[str, int, str, str], ...] = (*_GERMAN, *_FRENCH, *_SPANISH, *_ITALIAN, *_DUTCH, *_PORTUGUESE)
