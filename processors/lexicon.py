"""The cues: words and phrases by which kinds, feelings and urgency are told. A star stands for any ending.

Weights are small whole numbers: 3 decides alone, 1 only adds up.
"""

KIND_CUES: dict[tuple[str, int], str] = {
    ("complaint", 3): """
        complain*; complaint*; not acceptable; unacceptable; want my money back; money back; demand a refund; demand
        compensation; still waiting; still not; still no; still hasn't; still haven't; still have not; still has not;
        never arrived; never came; never showed up; not arrived; not been delivered; hasn't arrived; haven't received;
        have not received; not received; did not arrive; didn't arrive; didn't come; did not come; didn't turn up; did
        not turn up; no show; charged twice; charged me twice; double charged; overcharged; charged too much; wrong
        amount; charged for; billed twice; nobody answers; no one answers; nobody answered; no one answered; nobody
        replied; no reply; no response; no answer; nobody told; no one told; ignored; rude; rip off; ripoff; rip-off;
        scam*; fraud*; not working; doesn't work; does not work; don't work; didn't work; did not work; won't work;
        stopped working; out of order; broken; broke; faulty; defective; damaged; cracked; leak*; falls apart; fell
        apart; wrong item; wrong size; wrong order; wrong address; not what i ordered; missing; lost my; let down; fed
        up; had enough; never again; worst; awful; terrible; horrible; disgusting; appalling; disgrace*; shocking;
        useless; waste of time; waste of money; poor service; bad service; third time; second time; again and again; for
        weeks; hours late; minutes late; days late; weeks late; hour late; day late; week late; is late; was late;
        always late; late again; delayed; cancelled without; can't log in; cannot log in; can't access; cannot access;
        locked out; crash*; keeps freezing; error message; too expensive; not refunded; no refund; refund has not;
        refused to; hung up on; on hold; waited; been waiting; queue for; dirty; filthy; cold food; food was cold; stone
        cold; mouldy; undercooked; hair in; ruined; stained; overpriced; misled; lied to; not as described; poor
        quality; bad quality; disappointed; disappointing; dissatisfied; unhappy with; not happy; not satisfied; not
        good enough; mess; incompetent; unhelpful; unprofessional; overbooked; bumped; no water; no heating; no signal;
        no internet; no power; no electricity; keeps dropping; keeps disconnecting; too slow; so slow; beschwer*;
        reklamation*; kaputt; funktioniert nicht; geht nicht; nicht angekommen; nicht geliefert; immer noch nicht;
        verspät*; zu spät; unfreundlich; enttäusch*; frechheit; unverschämt; geld zurück; doppelt abgebucht; niemand
        antwortet; réclamation; plainte; ne marche pas; ne fonctionne pas; en retard; pas reçu; pas arrivé; toujours
        pas; inacceptable; déçu*; cassé*; remboursement; impoli*; honteux; queja*; reclamación; no funciona; no ha
        llegado; no llegó; todavía no; sin respuesta; roto; rota; inaceptable; pésimo; pésima; decepcion*; reclamo; non
        funziona; non è arrivato; in ritardo; rotto; rotta; deluso; delusa; inaccettabile; scandaloso; klacht*; werkt
        niet; kapot; niet aangekomen; niet ontvangen; te laat; teleurgesteld; onacceptabel; não funciona; não chegou;
        atrasad*; quebrad*; reclamar; inaceitável""",
    ("complaint", 2): """
        problem*; issue with; issues with; bug; bad; poor; wrong; mistake*; fail*; late; slow; waiting; wait; noisy;
        loud; stuck; annoy*; frustrat*; angry; ridiculous; joke; nightmare; sick of; tired of; regret; worse; hate;
        refund; compensat*; expired; bent; scratched; torn; empty; too small; too hot; too cold; smell*; unsafe;
        dangerous; nobody; no one; promised; supposed to; should have; was told; twice; cancel*; hidden fee*; fees;
        problem; fehler; schlecht*; langsam; ärger*; problème*; mauvais*; lent*; problema*; malo; mala; lento; cattivo;
        pessimo; slecht*; traag; ruim""",
    ("praise", 3): """
        thank you so much; many thanks; thanks so much; thanks a lot; big thank you; want to thank; wanted to thank;
        want to say thank you; well done; keep it up; keep up the good work; great job; good job; brilliant; excellent;
        amazing; fantastic; wonderful; outstanding; awesome; superb; perfect*; love it; loved it; love your; loved the;
        love the; lovely; delighted; impressed; best service; very happy with; so happy with; went above; above and
        beyond; highly recommend; would recommend; recommend to everyone; five stars; 5 stars; so kind; very kind; so
        helpful; very helpful; so friendly; very friendly; made my day; compliment*; spotless; delicious; kudos; hats
        off; exceeded; ausgezeichnet; hervorragend; super service; vielen dank; herzlichen dank; sehr zufrieden; toll*;
        wunderbar; merci beaucoup; excellent*; parfait*; formidable; très content*; muchas gracias; excelente; perfecto;
        maravillos*; encantad*; grazie mille; ottimo; ottima; perfetto; bravissim*; hartelijk dank; geweldig;
        uitstekend; fantastisch; muito obrigad*; excelente; ótim*""",
    ("praise", 1): """
        thank you; thanks; great; good; nice; happy; pleased; kind; helpful; friendly; quick; fast; easy; smooth*;
        danke; gut; schön; merci; bien; gracias; bueno; buena; grazie; bene; bedankt; goed; obrigad*; bom; boa; ❤; 😊; 😍;
        👍; 🙏""",
    ("suggestion", 3): """
        you should; you could; why don't you; why not; it would be great if; it would be nice if; it would be good if;
        it would help if; would be great if you; would be nice to; would be good to; would love to see; would love it
        if; i wish; i suggest; suggest*; suggestion; my idea; an idea; idea:; please add; could you add; can you add;
        please consider; how about; what about adding; maybe you can; perhaps you could; might i suggest; feature
        request; consider adding; needs an option; have you thought; have you considered; would prefer if; please offer;
        please introduce; please stock; vorschlag*; es wäre schön; es wäre gut; könntet ihr; könnten sie nicht; ich
        wünsche mir; ce serait bien; je suggère; vous devriez; pourriez-vous ajouter; sería bueno; sugiero; deberían;
        podrían añadir; sarebbe bello; suggerisco; dovreste; het zou fijn zijn; suggestie; jullie zouden; seria bom;
        sugiro; deveriam""",
    ("question", 2): """
        how do i; how can i; how much; how long; what time; when will; when do; when does; when is; when are; where is;
        where can; where do; can i; could i; is it possible; do you; are you open; are there; does it; can you tell me;
        could you tell me; please tell me; i would like to know; i'd like to know; what is; what are; which; who do i;
        is there; will you; may i; want to know; need to know; wondering if; wann; wie lange; wie viel; wo ist; wo
        finde; kann ich; gibt es; haben sie; quand; combien; comment puis; où est; où puis; est-ce que; puis-je; cuándo;
        cuánto; dónde; cómo puedo; puedo; tienen; quando; quanto; dove; come posso; posso; avete; wanneer; hoeveel;
        waar; hoe kan; kan ik; hebben jullie; quanto; onde; como posso""",
    ("spam", 3): """
        you have won; you've won; have won; claim your prize; claim now; claim your; winner!; free entry; free ringtone;
        ringtone*; call now; txt to; text to win; reply to win; prize; £1000; guaranteed cash; cash prize; click here;
        click the link; limited offer; unsubscribe; crypto; bitcoin; viagra; casino; betting; seo service*; backlinks;
        rank your website; loan offer; earn money; work from home; hot singles; 18+; act now; buy now; 100% free; risk
        free; per min; 150ppm; 50p; £1.50; gift card; urgent!; congratulations""",
}

EMOTION_CUES: dict[tuple[str, int], str] = {
    ("anger", 3): """
        angry; furious; livid; outrag*; disgust*; disgrace*; appalling; unacceptable; ridiculous; how dare; scandal*;
        shame on; hate; fuming; infuriat*; sick of; wtf; bloody; damn; idiot*; liar*; rip off; scam*; unverschämt;
        frechheit; wütend; furieux; furieuse; honteux; inadmissible; indignante; furios*; vergogna; woedend; schandalig;
        😡; 🤬""",
    ("frustration", 3): """
        frustrat*; annoy*; fed up; third time; again and again; still waiting; still not; still no; nobody answers; no
        one answers; nobody replied; no reply; no response; on hold; round in circles; every time; keeps; yet again; had
        enough; nothing happens; tired of; been waiting; waste of time; nervig; immer noch; schon wieder; toujours pas;
        encore une fois; todavía no; otra vez; ancora; stufo; nog steeds; ainda não; 😤""",
    ("disappointment", 3): """
        disappoint*; let down; expected better; expected more; not what i expected; not as described; used to be; shame
        that; sadly; unfortunately; not impressed; underwhelm*; poor quality; not worth; regret; enttäusch*; schade;
        déçu*; dommage; decepcion*; deluso; delusa; peccato; teleurgesteld; jammer; pena; 😞""",
    ("anxiety", 3): """
        worried; worry; anxious; afraid; scared; frightened; nervous; panic*; desperate; stress*; need it before; rent
        is due; please help; urgent*; emergency; don't know what to do; besorgt; angst; dringend; inquiet*; peur;
        preocupad*; miedo; preoccupat*; paura; bezorgd; bang; preocupad*; 😟; 😰""",
    ("sadness", 3): """
        sad; heartbroken; cried; crying; in tears; miserable; depress*; grief; funeral; passed away; lonely; upset;
        traurig; geweint; triste; pleur*; llor*; piang*; verdrietig; 😢; 😭""",
    ("gratitude", 3): """
        thank you; thanks; thank; grateful; appreciate*; cheers; danke; dank; merci; gracias; grazie; bedankt; dank je;
        obrigad*; 🙏""",
    ("joy", 3): """
        happy; delighted; love; loved; lovely; wonderful; amazing; fantastic; brilliant; excellent; perfect*; great;
        awesome; made my day; so pleased; enjoy*; delicious; glücklich; toll*; wunderbar; super; heureu*; content*;
        génial; feliz; encantad*; felice; ottimo; contento; blij; geweldig; ótim*; 😊; 😍; ❤; 👍""",
}

URGENCY_CUES: dict[tuple[str, str], str] = {
    ("critical", "danger to life"): """
        kill myself; end my life; suicid*; want to die; self harm; harm myself; hurt myself; going to kill; kill you;
        bomb; can't breathe; cannot breathe; chest pain; unconscious; heart attack; gas leak; smell gas; smells of gas;
        on fire; caught fire; electric shock; electrocut*; carbon monoxide; explod*; selbstmord; umbringen; gasgeruch;
        suicide; me suicider; suicidio; suicidarme; zelfmoord""",
    ("critical", "health"): """
        ambulance; allergic reaction; anaphyla*; food poisoning; poisoned; hospital; injured; injury; bleeding; broken
        arm; broken leg; glass in; metal in my; burned; burnt my; choked; choking; insulin; oxygen; krankenhaus;
        verletzt; hôpital; blessé*; hospital; herid*; ospedale; ferit*; ziekenhuis; gewond""",
    ("high", "safety"): """
        unsafe; dangerous; hazard*; danger; smoke; sparks; sparking; overheat*; brakes; brake failure; slipped; fell
        down; tripped; nearly hit; could have been killed; locked in; trapped; harass*; assault*; threaten*; gefährlich;
        dangereux; peligros*; pericolos*; gevaarlijk; perigos*""",
    ("high", "legal"): """
        lawyer*; solicitor*; legal action; sue you; suing; take you to court; small claims; ombudsman; trading
        standards; data protection; gdpr; regulator; consumer protection; press; anwalt; verbraucherzentrale; avocat;
        abogado; avvocato; advocaat; advogado""",
    ("high", "money lost"): """
        charged twice; double charged; stolen; fraud*; unauthorised; unauthorized; hacked; money is gone; account is
        empty; overdrawn; can't pay; cannot pay; rent is due; doppelt abgebucht; gestohlen; volé; robado; rubato;
        gestolen; roubado""",
    ("high", "deadline"): """
        today; tonight; by tomorrow; before tomorrow; tomorrow morning; before friday; before monday; before the
        weekend; wedding; funeral; flight leaves; travel tomorrow; deadline; expires; asap; immediately; right now;
        urgent*; straight away; dringend; sofort; urgent*; immédiatement; urgente; inmediatamente; subito; dringend;
        onmiddellijk""",
    ("high", "vulnerable customer"): """
        disabled; wheelchair; elderly; my mother is 8*; my mother is 9*; my baby; newborn; pregnant; blind; deaf;
        dementia; cancer; chemo*; carer; bereave*; lost my job; no heating; no water; homeless; behindert; rollstuhl;
        schwanger; handicapé*; enceinte; embarazad*; discapacidad; incinta; disabile; zwanger""",
    (
        "low",
        "asks for speed",
    ): "as soon as possible; soon; quickly; hurry; still waiting; waiting for; bald; bientôt; pronto; presto; snel",
}
