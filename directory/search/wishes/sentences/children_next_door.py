"""A child next door who is shouted at or hit, told by somebody who hears it: reason enough to call 189.

Pure. A child's crying counts where it worries (「ずっと泣いていて心配」, which 189 asks for); noise alone (「泣き声がうるさい」) does not,
nor one's own child, nor neighbours who scold the writer.
"""

import re
from collections.abc import Iterable

from directory.search.wishes.sentences.neighbours import NEXT_DOOR
from directory.search.wishes.sentences.settling import Understood

_VIOLENCE, _CHILDREN = "worry:violence", "target:children"
_NEAR = f"(?:(?:隣|となり)(?![町市村県国接]|の[町市村県国駅])|{NEXT_DOOR}|よそ)"
_SMALL = "(?:子ども|子供|こども|お子さん|赤ちゃん|赤ん坊|幼児|乳児|(?:小さ[いな]|[男女]の|隣の|となりの|近所の|向かいの|よその)子(?:供|ども)?(?![育守]))"
_CHILD = re.compile(_SMALL)
_HURT = re.compile(
    "怒鳴(?:り声|って|[らりる])|どな(?:り声|りつけ|って|られ)|(?<![鼓ムを]を)(?:叩|たた)(?:か|く音|いて)|殴(?:ら|る|って)|(?<!ルを)蹴(?:ら|って)"
    "|ぶたれ|[ぼボ][かカこコ][っッ]|[ばバ][しシ][っッ]|バチン|ビンタ|虐待|罵声|暴言|暴力|異常な怒り|痣|[あア][ざザ]が|閉め出|締め出"
)
_CRY = re.compile("悲鳴|泣き叫|火がつい|絶叫|叫び声|やめて")
_CRYING = re.compile("泣き声|泣(?:いて|[いきく])")
_NEAR_BY = re.compile(_NEAR)
_FROM_NEAR = re.compile(f"{_NEAR}(?:の|から|で)[^がを、。 ]{{0,8}}?(?:{_SMALL}|子(?![育守])).*(?:泣|{_CRY.pattern})")
_WORRYING = re.compile(
    "心配|気にな|気がかり|大丈夫|毎[日晩]|ずっと|何時間|[0-9]時間|長時間|夜中|異常|おかし|尋常|通報|[止や]ま(?:ない|ず)|激し|ひど"
)
_NOISE = re.compile("うるさ|騒音|やかまし|迷惑|苦情|眠れな|静かに")
_OWN = re.compile(
    "うちの|ウチの|我が子|わが子|自分の子|(?:息子|娘)(?!さん)|(?:怒鳴っ|どなっ|怒っ|殴っ|叱っ|たたい|叩い)(?:て)?(?:しま|ちゃ)"
    "|(?:隣|となり|近所|階|部屋)(?:の(?:人|方|家|住人|住民|おじさん|おばさん))?(?:さん)?(?:に|から)(?:怒|どな|叱|殴|叩)[鳴]?[らか]れ"
    "|子(?:ども|供)?(?:たち)?(?:に|から)(?:暴言を吐かれ|怒鳴られ|叩かれ|蹴られ|殴られ)"
)
_SPOKEN_ABOUT = re.compile("防止|予防|講演|講座|研修|勉強|ボランティア|活動")


def is_child_in_danger(text: str) -> bool:
    """Whether a text (NFKC, small letters) tells that a child of somebody else next door may be hurt."""
    if not (_NEAR_BY.search(text) and _CHILD.search(text)) or _OWN.search(text) or _SPOKEN_ABOUT.search(text):
        return False
    if _HURT.search(text):
        return True
    is_crying = _CRY.search(text) or (_CRYING.search(text) and _WORRYING.search(text))
    return bool(is_crying and _FROM_NEAR.search(text)) and not _NOISE.search(text)


def as_child_in_danger(text: str, said: Iterable[Understood]) -> list[Understood]:
    """What was said as a child in danger, and for whom: no childcare of the writer's own, and no name."""
    kept = [part for part in said if _VIOLENCE in part.concepts]
    sign = _HURT.search(text) or _CRY.search(text) or _CRYING.search(text)
    child = _CHILD.search(text)
    if not kept and sign is not None:
        kept = [Understood(sign.group(), (_VIOLENCE,))]
    return [*kept, Understood(child.group() if child else "", (_CHILDREN,))]
