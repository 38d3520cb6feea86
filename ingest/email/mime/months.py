# ruff: noqa: RUF001 - letters of other alphabets are what this file is about
"""The names of months, days and time zones that stand in dates."""


def _numbered(table: str, first: int) -> dict[str, int]:
    """Each word with the number of its row; a row that goes on is indented."""
    rows = table.strip().replace("\n  ", " ").split("\n")
    return {name: number for number, row in enumerate(rows, start=first) for name in row.split()}


MONTHS = _numbered(
    """
jan january januar jänner januari janvier janv enero ene gennaio gen janeiro styczeń stycznia sty leden ledna led január
  ianuarie ian gener ocak oca tammikuu января янв січня ιαν ιανουαρίου sij siječnja sausio janvāris jaanuar jaan януари яну січ
  јануар јан ינואר ינו يناير
feb february februar feber februari février févr fevrier fevr febrero febbraio fevereiro fev luty lutego lut února únor február
  februarie febr febrer şubat şub helmikuu февраля фев лютого φεβ φεβρουαρίου úno velj veljače vasario februāris veebruar veebr
  helmi февруари лют фебруар феб פברואר פבר فبراير
mar march märz maerz mrz maart mrt mars marzo março marco marzec marca března březen március mart març maaliskuu марта мар
  березня μαρ μαρτίου mär bře ožu ožujka marec márc kovo marts märts maalis март бер מרץ مارس maret mac
apr april avril avr abril abr aprile kwiecień kwietnia kwi dubna duben április aprilie nisan nis huhtikuu апреля апр квітня απρ
  απριλίου dub travnja balandžio aprīlis aprill ápr huhti април квіт кві אפריל אפר أبريل إبريل
may mai mei mayo maggio mag maio maj maja května květen május mayıs toukokuu мая май травня μαΐ μαΐου kvě máj svibnja gegužės
  maijs touko трав мај μαϊ μαι μάι במאי מאי مايو maig
jun june juni juin junio giugno giu junho czerwiec czerwca cze června červen június iunie iun juny haziran haz kesäkuu июня июн
  червня ιουν ιουνίου jui čvn jún lipnja junij birželio jūnijs juuni kesä юни черв чер јун јуни יוני يونيو
jul july juli juillet juil julio luglio lug julho lipiec lipca lip července červenec július iulie iul juliol temmuz tem heinäkuu
  июля июл липня ιουλ ιουλίου čvc júl srpnja julij liepos jūlijs juuli heinä юли лип јул јули יולי يوليو julai
aug august augustus août aout agosto ago agost sierpień sierpnia sie srpna srpen augusztus ağustos ağu elokuu августа авг серпня
  αυγ αυγούστου augusti srp kolovoza avgust avg rugpjūčio augusts elo август серп אוגוסט אוג أغسطس ag agustus agu agt ogos
sep sept september septembre septiembre set settembre setembro wrzesień września wrz září szeptember szept septembrie setembre
  eylül eyl syyskuu сентября сен вересня σεπ σεπτεμβρίου zář rujna rugsėjo septembris syys септември септембар сеп верес вер
  ספטמבר ספט سبتمبر
oct october okt oktober octobre octubre ottobre ott outubro out październik października paź října říjen október octombrie ekim
  eki lokakuu октября окт жовтня οκτ οκτωβρίου říj spalio oktobris oktoober loka октомври октобар жовт жов אוקטובר אוק أكتوبر
nov november novembre noviembre novembro listopad listopada lis listopadu noiembrie noi kasım kas marraskuu ноября ноя листопада
  νοε νοεμβρίου studenoga lapkričio novembris marras ноември новембар ное нов лист נובמבר נוב نوفمبر
dec december dez dezember décembre déc decembre diciembre dic dicembre dezembro grudzień grudnia gru prosince prosinec decembrie
  desember des desembre aralık ara joulukuu декабря дек грудня δεκ δεκεμβρίου pro prosinca gruodžio decembris detsember joulu
  декември децембар дец груд דצמבר דצמ ديسمبر disember dis
""",
    1,
)
"""Names of months in lower case → 1 to 12."""

WEEKDAYS = _numbered(
    """
mon monday mo montag lun lundi lunes lunedì maandag segunda poniedziałek mandag måndag
tue tues tuesday di mar dienstag mardi martes martedì dinsdag terça wtorek tirsdag tisdag
wed wednesday mi wo mié mittwoch mer mercredi miércoles mercoledì woensdag quarta środa onsdag
thu jue gio do thur thurs thursday donnerstag jeu jeudi jueves giovedì donderdag quinta czwartek torsdag
fri friday fr vr vie freitag ven vendredi viernes venerdì vrijdag sexta piątek fredag
sat saturday sa za sáb sab samstag sonnabend sam samedi sábado sabato zaterdag sobota lørdag lördag
sun sunday so zo dom sonntag dim dimanche domingo domenica zondag niedziela søndag söndag
""",
    0,
)
"""Names of days in lower case → 0 for Monday to 6."""

_OFFSETS = """
+0000 UTC UT GMT Z WET WEZ
+0100 BST CET MEZ WEST MET WAT
+0200 CEST MESZ MEST EET OEZ SAST CAT
+0300 EEST MSK TRT EAT
+0400 GST MSD
+0500 PKT
+0530 IST
+0700 ICT WIB
+0800 HKT SGT AWST PHT MYT
+0900 JST KST
+1000 AEST
+1100 AEDT
+1200 NZST
+1300 NZDT
-0300 BRT ART ADT
-0330 NST
-0400 EDT AST
-0500 EST CDT
-0600 CST MDT
-0700 MST PDT
-0800 PST AKDT
-0900 AKST
-1000 HST
"""


def _minutes(offset: str) -> int:
    minutes = int(offset[1:3]) * 60 + int(offset[3:])
    return -minutes if offset[0] == "-" else minutes


ZONES = {name: _minutes(row.split()[0]) for row in _OFFSETS.strip().split("\n") for name in row.split()[1:]}
"""Names of time zones → minutes ahead of UTC. A name that several zones bear is taken for the one with most mail in it."""
