# ruff: noqa: RUF001 - letters that look alike are what this file is about
"""Which letters are common in which script and language: enough to tell text from the same bytes in a wrong charset."""

from typing import NamedTuple

_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфїієґъёў"
_GREEK = "αοιετσνηυρπκλμςωγδχθφβξζψάέήίόύώϊϋΐΰ"
_HEBREW = "יולהאמתרבשנדקחפטםסעגןצזכךףץ"
_ARABIC = "النيموترهبدعةسأإآىئؤءجحخذزشصضطظغفقك"
_THAI = "านรอกเงมยลวดทสตะบคปีิ่้แใไโำัุูหพขจชซฐญณธผฝฟภศษฮๆ็์ึื"
_KANA = "".join(chr(code) for code in (*range(0x3041, 0x3094), *range(0x30A1, 0x30F5), 0x30FC))
_HALF_KANA = "".join(chr(code) for code in range(0xFF66, 0xFFA0))

HAN = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出会也时要就可以对生能而得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明"
    "性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世"
    "位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再"
    "感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式"
    "色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔请谢您货单订退款收寄送快递包裹客服投诉"
    "质量坏换购买联系商店付钱元号码账户登录密码忘错误修理损查询帮忙需希满怎样为何售价优惠券发票申付邮箱址姓件附件屏幕尊敬处您好"
    "這個來說們為時會對發後裡經麼學現當沒動還進點業將兩間問應戰頭體見產話給員題處兒東聲論義認條氣變總電數報結務場計書則聽達強難權"
    "設記類據邊張該規萬覺術領傳師觀導爭運請謝貨單訂寄遞裏訴質壞換購買聯繫錢號碼賬帳戶錄誤損詢幫滿樣價優發票郵箱憂麻煩盡回覆您辦"
    "理手續已經損壞如何退貨貴公司服務態度差非常生氣品項網站無法下載連絡處理謝收到訂單商品問題信用卡扣款"
    "日本語私達注文番号件届確認荷物返金願致商品壊問合連絡届予定場合必要対応方法利用今回御社会員登録変更再度送付先電話住所名前様"
    "担当者返信急待込購入商店舗配送料支払済請求書領収誤違部品交換修理保証期間内壊動作説明書何時間昨日今日明日週間月曜火水木金土"
)
"""Letters of Chinese and Japanese that most texts are made of, in all spellings."""

HANGUL = frozenset(
    "이다는에가을의하고지도를은한기로사어나아자리시서대그라인해수보있일들정것부게제장주안전안녕세요문의환불요청드립니다품고났"
    "어요소포직착않았습확주구매상배송언제왔는데네요합니까감사죄송빨처리연락바랍번호서비스객센터결제취교신했받못하면너무오래걸려"
    "화가납실망입택반무여러분저희회원가입로그앱설치안됩오류계속나와서성함관련드린내용답변부탁말씀그런데왜아직도우체국물건파손되어"
    "있으며영수증금액다시한번더좋은일월년날짜시간"
)
"""Syllables of Korean that most texts are made of."""


class Language(NamedTuple):
    """The letters beyond ASCII that a language writes with, and the ASCII letters and words that tell against and for it.

    `rarity`: what speaks against it before a word was read, since few write it.
    """

    letters: str
    foreign: str
    words: str
    rarity: float = 0.0


LATIN = {
    "de": Language("äöüß", "", "der die das und ist nicht ich ein eine mit auf den von zu es sehr"),
    "fr": Language("éèêëàâçîïôùûüœæÿ", "kw", "le la les et est pas un une je vous pour de que dans sur du au ne mon il"),
    "es": Language("áéíóúñü", "kw", "el la los y es no un una que de para por con mi en se lo su gracias"),
    "pt": Language("ãõáéíóúâêôçàü", "kwy", "o a os e que de para por com um uma meu em do da se obrigado"),
    "it": Language("àèéìòùî", "jkwxy", "il la che di e un una non per con sono mi ho del grazie"),
    "nl": Language("ëïéèöüó", "", "de het een en is niet ik van op te dat voor met mijn"),
    "sv": Language("åäöéü", "qw", "och det att jag som en ett inte med har av min tack"),
    "da": Language("æøåéö", "qwx", "og det at jeg en et ikke med har er min til tak ikke"),
    "is": Language("ðþæáéíóúýö", "cqwz", "og er ekki til hann sem", 0.08),
    "pl": Language("ąćęłńóśźż", "qvx", "nie jest na do z w i o to ze prosze jak od po bardzo dobry mam"),
    "cs": Language("áčďéěíňóřšťúůýž", "qwx", "je na se a v to z ne si jsem po pro jak den prosim kdy"),
    "sk": Language("áäčďéíĺľňóôŕšťúýž", "qwx", "je na sa a v to z nie si som po pre ako prosim", 0.03),
    "hu": Language("áéíóöőúüű", "qwx", "a az nem is hogy meg van egy de csak mert"),
    "ro": Language("ăâîșşțţ", "kqwy", "nu este de la si a un o cu pe care mai din"),
    "tr": Language("çğıöşüiâîû", "qwx", "bir ve bu ben de da ama daha var yok benim gibi"),
    "hr": Language("čćđšž", "qwxy", "je i na nije se da u sam za od"),
    "et": Language("äõöüšž", "cqwxy", "ei on ja ma see mu ole veel tere palun", 0.02),
    "lv": Language("āčēģīķļņšūž", "qwxy", "un ir nav es ar par uz no"),
    "lt": Language("ąčęėįšųūž", "qwx", "ir yra ne mano as su kad dar"),
    "ca": Language("àçèéíïòóúü", "kw", "el la i no que de per amb un una", 0.03),
    "fi": Language("äöå", "qwxzc", "ja on ei se en oli ole olen mutta kun minun tilaus", 0.02),
    "cy": Language("âêîôûŵŷäëï", "kqvxz", "yn yr mae wedi ei fy nid am gyda diolch", 0.06),
    "mt": Language("ċġħżàèìòù", "y", "il li ta ma hu biex fuq mhux", 0.06),
    "eo": Language("ĉĝĥĵŝŭ", "qwxy", "la kaj mi ne de estas en por", 0.06),
    "sq": Language("ëç", "w", "nuk dhe me per ne te", 0.05),
}
"""Languages in the Latin alphabet. A dotted capital I belongs to Turkish alone."""


_SHORT = """
и в не на что я мой мне у вас за по как это так но уже где с та що це мені вже і з де ваш заказ се ли да от си ми
και το να που μου δεν ειναι είναι για την της με στο σας τα του η ο δέμα
של את לא אני על זה עם מה יש הוא כבר תודה
من في على لم إلى أن هذا لا ما شكرا السلام
"""
FAMILIAR = frozenset(_SHORT.split())
"""Short words that most texts in Cyrillic, Greek, Hebrew and Arabic letters have."""


def _weights() -> dict[str, float]:
    """Each letter's weight: the commoner in its script, the more."""
    weights: dict[str, float] = {}
    for letters, last in ((_CYRILLIC, 0.25), (_GREEK, 0.5), (_HEBREW, 0.6), (_ARABIC, 0.6), (_THAI, 0.6)):
        step = (1 - last) / len(letters)
        weights.update({letter: 1 - step * place for place, letter in enumerate(letters)})
    weights.update(dict.fromkeys(_KANA, 1.0))
    weights.update(dict.fromkeys(_HALF_KANA, 0.35))
    weights.update(dict.fromkeys(HAN, 1.0))
    weights.update(dict.fromkeys(HANGUL, 1.0))
    return weights


WEIGHTS = _weights()
"""Weights of letters outside the Latin alphabet, 1 for the commonest; a rare one has none."""
EVERYWHERE = frozenset("’“”–—…«»„‘€£§°№·•™ \xa0、。，！？：；（）「」『』《》・～¿¡،؟\u200e\u200f")
"""Signs that stand in texts of many languages."""
