"""What help desks put on top of their mails: "Please type your reply above this line"."""
# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about

from ingest.email.words.phrases import listed

PLACE = listed(
    """
    above | over | oberhalb | über | au-dessus | au dessus | encima | arriba | sopra | boven | acima
    powyżej | nad | ovanför | ovenfor | yläpuolelle | yläpuolella | fölé | felett | deasupra | damunt
    üstüne | üzerine | πάνω | выше | над | вище | 上方 | 之上 | 以上 | より上 | 上に | 위에 | trên | di atas
    เหนือ
    מעל | فوق | بالای | iznad | virš | virs | kohale
    """
)
"""Where the answer shall stand."""
LINES = listed(
    """
    line | linie | zeile | ligne | línea | linea | riga | lijn | regel | linha | linii | linią | linje | rad
    raden | linjen | rivin | linia | řádek | řádkem | riadok | sor | línia | satır | çizgi | γραμμή | линии
    линией | строки | рядка | лінії | линија | 线 | 行 | 線 | 줄 | 선 | dòng | baris | garis | บรรทัด | שורה
    קו
    السطر | الخط | خط | crte | linije | vrstico | linijos | līnijas | joone
    """
)
"""What it shall stand above."""
ANSWER = listed(
    """
    reply | respond | answer | response | write | type | antwort | schreiben | répon | saisir | respuesta
    responda | responder | escrib | rispost | rispond | antwoord | reageer | typ | resposta | digite
    odpowied | odpisz | svar | vastau | odpov | válasz | răspun | respon | yanıt | cevap | απάντ | ответ
    відпов | одговор | отговор | 回复 | 回覆 | 返信 | 답장 | 회신 | trả lời | phản hồi | balas | tanggapan
    ตอบ | השב
    תגוב | תשוב | الرد | رد | پاسخ | odgovor | atsak | atbild | vastus
    """
)
"""What is asked for."""
BELOW = listed(
    """
    do not write below this line | do not reply below this line | please do not write below
    do not edit below this line | do not type below this line | nicht unterhalb dieser linie
    unterhalb dieser linie nicht | ne pas écrire sous cette ligne | ne pas écrire en dessous
    no escriba debajo de esta línea | non scrivere sotto questa | niet onder deze lijn
    """
)
"""The same, the other way round."""
