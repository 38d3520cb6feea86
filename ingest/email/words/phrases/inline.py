"""How people say on top of a mail that they answer further down, between the lines of what they were sent."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

ANSWERED_BELOW = listed(
    r"""
    (?:answer|repl[iy]|respon|comment|remark|marked|see|my notes).{0,40}(?:below|in-?line|in line|in the text|between the lines)
    (?:answer|repl[iy]|respon|comment|remark).{0,40}(?:in|with) (?:red|blue|green|bold|caps|capitals)
    (?:below|inline) in (?:red|blue|caps)
    (?:antwort|anmerkung|kommentar|siehe).{0,40}(?:unten|unterhalb|darunter|im text|inline|zwischen den zeilen|in rot|in blau)
    (?:répon|comment|remarque|voir).{0,40}(?:ci-dessous|plus bas|dans le texte|en rouge|en bleu|entre les lignes)
    (?:respond|respuesta|contest|coment).{0,40}(?:abajo|debajo|en el texto|en rojo|en azul|entre líneas)
    (?:rispost|rispond|comment|vedi).{0,40}(?:sotto|in basso|nel testo|in rosso|in blu|tra le righe)
    (?:antwoord|reactie|opmerking|zie).{0,40}(?:hieronder|onder|in de tekst|in rood|in blauw|tussen de regels)
    (?:respo|coment|veja).{0,40}(?:abaixo|no texto|em vermelho|em azul|a vermelho)
    (?:odpowied|odpisuj|komentarz|uwagi).{0,40}(?:poniżej|niżej|w tekście|na czerwono|w treści)
    (?:odpov|viz|koment).{0,40}(?:níže|nižšie|dole|v textu|v texte|červen)
    (?:válasz|megjegyz).{0,40}(?:lent|alább|lejjebb|pirossal|szövegben)
    (?:svar|kommentar|se).{0,40}(?:nedan|nedenfor|nedenunder|under|i texten|i teksten|i rött|i rødt|med rött|med rødt)
    (?:vastau|vastas|komment).{0,40}(?:alla|alempana|tekstissä|tekstin|punaisella)
    (?:ответ|отвеч|коммент|см).{0,40}(?:ниже|в тексте|красным|по тексту)
    (?:відпов|комент|див).{0,40}(?:нижче|у тексті|червоним)
    (?:cevap|yanıt|yorum).{0,40}(?:aşağıda|metin|kırmızı) | (?:răspun|coment).{0,40}(?:mai jos|în text|cu roșu)
    (?:απαντ|απάντ|σχόλι).{0,40}(?:παρακάτω|κόκκιν|κείμενο)
    (?:odgovor|koment).{0,40}(?:ispod|spodaj|u tekstu|crven)
    (?:以下|下記|文中|本文中).{0,20}(?:回答|返信|コメント|お答え)
    (?:回复|答复|回答|见|回覆).{0,12}(?:下面|下方|如下|红色|文中)
    インライン
    아래.{0,12}(?:답변|답장|회신) | (?:ردود|إجاب|أجبت|الرد).{0,30}(?:أدناه|أسفل|بالأحمر)
    (?:תשוב|עני).{0,30}(?:למטה|בהמשך|באדום|בגוף)
    """
)
"""Patterns."""
