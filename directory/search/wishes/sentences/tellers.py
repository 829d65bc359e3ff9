"""Who tells it decides what is meant: a pupil who keeps house, somebody who looks for others in the same place.

Pure.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from directory.search.wishes.sentences.settling import Understood

_PUPIL = re.compile("ママ|パパ|学校|部活|宿題|中[学123]|高[校123]|小学|友達と遊|友だちと遊")
_KEEPS_HOUSE = re.compile(
    "(?:私|わたし|あたし|僕|ぼく|俺|おれ|自分)(?:が|も|は|ひとりで|一人で)?[^。]{0,12}(?:つく|作|料理|洗濯|掃除|家事|世話|面倒|おむつ|夕飯|ごはん|ご飯)"
    "|(?:料理|洗濯|掃除|家事|夕飯|ごはん|ご飯|弟|妹|世話|面倒)[^。]{0,8}(?:私|わたし|あたし|僕|ぼく|俺|おれ)(?:が|も|だけ|ひとり|一人|作|つく|やっ|し)"
)
_PARENT = re.compile("ママ|パパ|母|父|お?(?:かあ|とう|ばあ|じい)(?:さん|ちゃん)|弟|妹|親")
_GROWN_UP = re.compile(
    "[夫妻孫嫁]|主人|旦那|息子|娘|仕事|会社|職場|パート|ケアマネ|介護保険|子ども[がをとに]|子供[がをとに]|ママ友|保護者"
)
_YOUNG_CARER = "worry:young_carer"
_NOT_OF_PUPILS = (
    "worry:nursing",
    "worry:illness",
    "feature:meal_served",
    "kind:life_support",
    "activity:cooking",
    "kind:meal",
)

_RETIRED = re.compile(
    "(?:夫|主人|旦那|亭主|父|おやじ)[^。]{0,6}(?:退職|定年|リタイア)|(?:退職|定年|リタイア)(?:した|後の|して)[^。]{0,4}(?:夫|主人|旦那|亭主|父|おやじ)"
)
_AT_HOME = ("worry:withdrawal", "worry:loneliness")
_MEN = "feature:men_welcome"
_CHILD_WITHOUT_WORK = re.compile(
    "(?:息子|娘|せがれ|弟|兄|妹|姉|孫|長男|次男|三男|長女|次女)[^。]{0,16}(?:働いたこと|働いて(?:い)?|働か|定職に(?:つか|就か)|仕事(?:を|も)?し(?:て)?(?:い)?)[がはも]?(?:ない|なく|ません|ず|ねえ|ん$)"
)
_WORKLESS = ("kind:work_experience", "worry:job_search")
_WITHDRAWN = "worry:withdrawal"
_ALONE_WITH_CHILD = re.compile(
    "(?:妻|夫|嫁|旦那|女房|主人|かみさん)[^。]{0,10}(?:出て行|出てい|出ていっ|いなくな|別れ|離婚|亡く|死)[^。]{0,10}"
    "(?:[0-9]+(?:歳|才|ヶ月|か月)(?:の[^。]{1,3})?|子|子ども|子供|娘|息子)(?:たち|達)?と(?:二人|2人|ふたり|三人|3人|父子|母子)"
)
_SINGLE_PARENT = "worry:single_parent"
_SAME = re.compile(
    "(?:同じ|おなじ|似た)(?!年|学年|町|地域|くらい|ぐらい|時|所|場所|物|もの|日|こと|事|人)[^。、]{1,16}?(?:人|方|仲間|親|家族|者)(?:たち|達|同士|どうし)?(?:と|に会|の集ま|の話)"
)
_PEERS = "activity:peer_support"
_COMPANY = ("worry:loneliness", "activity:tea")
_IN_SAME_PLACE = (
    "worry:",
    "target:withdrawn",
    "target:carer",
    "target:disability",
    "target:dementia",
    "target:foreign",
)

_YEARS_AT_HOME = re.compile(
    "(?:[0-9〇一二三四五六七八九十数何]+年|何か月|半年|ずっと|長年)(?:間|以上|くらい|ぐらい|ほど|近く|も|前から|ずっと|、|\\s)*[^。、]{0,6}?"
    "(?:家|いえ|うち|部屋|自宅|実家)(?:に(?:い(?!れ|た[いか])|居|ばかりい|こも|閉じ)|の中|から出(?:てい)?な|$)"
)
_AT_HOME_FOR = re.compile("主婦|専業|育児|子育て|介護|看病|療養|テレワーク|在宅|職人|商売|自営")
"""Who is at home for these is not withdrawn."""
_MEETS_NOBODY = re.compile(
    "(?:息子|娘|せがれ|弟|兄|妹|姉|孫|長男|次男|三男|長女|次女)[^。]{0,10}(?:誰|だれ|人|家族以外)(?:と|に)も?(?:会|話|口|関わ|しゃべ)[^。]{0,8}(?:ない|ません|ず|ぬ)"
)
_SHY_MAN = re.compile(
    "(?:男性?|おじさん|おっさん|じいさん)(?!性がい|の人が[いこ怖])[^。、]{0,16}?(?:気が引け|気後れ|気おくれ|入りにく|入りづら|行きにく|行きづら|参加しにく|参加しづら|恥ずかし|はずかし|浮く|浮い|肩身が|抵抗があ|抵抗を|敷居が高)"
)


def as_told(text: str, said: Iterable[Understood]) -> list[Understood]:
    """What was said of a text (NFKC, small letters), as who tells it means it.

    「ママが寝ていて ごはんは私が作ってる」 is a young carer's; 「夫が退職してから 家から出ない」 looks for a place where men come;
    「同じような 引きこもりの人と 話したい」 looks for peers.
    """
    parts = list(said)
    if _is_pupil(text) and (found := _KEEPS_HOUSE.search(text)):
        others = _without(parts, (_YOUNG_CARER, *_NOT_OF_PUPILS))
        return [*others, Understood(found[0], (_YOUNG_CARER,))]
    if (found := _RETIRED.search(text)) and any(c in _AT_HOME for part in parts for c in part.concepts):
        return [*_without(parts, (*_AT_HOME, _MEN)), Understood(found[0], (_MEN,))]
    if found := _ALONE_WITH_CHILD.search(text):
        others = [p for p in parts if not p.concepts[0].startswith(("target:", "name:"))]
        return [*others, Understood(found[0], (_SINGLE_PARENT,))]
    if found := _CHILD_WITHOUT_WORK.search(text):
        others = _without(parts, _WORKLESS)
        if len(others) < len(parts):
            return [*others, Understood(found[0], (_WITHDRAWN,))]
    if (found := _MEETS_NOBODY.search(text)) and any(_COMPANY[0] in part.concepts for part in parts):
        return [*_without(parts, _COMPANY), Understood(found[0], (_WITHDRAWN,))]
    if (found := _YEARS_AT_HOME.search(text)) and not _AT_HOME_FOR.search(text) and _tells_nothing_else(parts):
        return [*_without(parts, _AT_HOME), Understood(found[0], (_WITHDRAWN,))]
    if (found := _SHY_MAN.search(text)) and not any(_MEN in part.concepts for part in parts):
        parts = [*parts, Understood(found[0], (_MEN,), "男も歓迎")]
    return _with_peers(text, parts)


def _tells_nothing_else(said: Iterable[Understood]) -> bool:
    """Whether nobody and nothing else is said to be at home, and no other need."""
    return all(c in _AT_HOME or c.startswith(("name:", "target:")) for part in said for c in part.concepts)


def _is_pupil(text: str) -> bool:
    """Whether a pupil tells of home, and no grown-up."""
    is_young = _PUPIL.search(text) is not None and _GROWN_UP.search(text) is None
    return is_young and _PARENT.search(text) is not None


def _without(said: Iterable[Understood], concepts: Collection[str]) -> list[Understood]:
    """Without the parts that mean nothing but some concepts."""
    return [part for part in said if not set(part.concepts).issubset(concepts)]


def _with_peers(text: str, said: Sequence[Understood]) -> list[Understood]:
    found = _SAME.search(text)
    is_shared = any(c.startswith(_IN_SAME_PLACE) and c not in _COMPANY for part in said for c in part.concepts)
    if found is None or not is_shared or any(_PEERS in part.concepts for part in said):
        return list(said)
    return [*_without(said, _COMPANY), Understood(found[0], (_PEERS,))]
