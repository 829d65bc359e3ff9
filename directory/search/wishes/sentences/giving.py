"""Somebody who wants to do something for others, whatever it is: 「車で送ってあげられます」「ベンチを直せます」.

Pure. What is done for the writer's own family is none of it: 「母に 歌を 聞かせてあげたい」.
"""

import re
from collections.abc import Sequence

from directory.search.wishes.phrases import Grammar
from directory.search.wishes.sentences.settling import HELPING, Understood

_DONE_FOR_OTHERS = re.compile(
    "(?:何か|なにか|[一-鿿ァ-ヶー]+[をに])?[ぁ-ん一-鿿]{0,4}[てで](?:差し上げ|さしあげ|上げ|あげ)(?:たい|られ(?:る|ます)|れる|ます)"
)
_CAN_DO = re.compile(
    "(?:[一-鿿ァ-ヶー]{1,8}[をが]?)?(?:直せ|なおせ|教えられ|教え|運べ|弾け|手伝え|手伝い|届けられ|届け|貸せ|譲れ|ゆずれ|通訳でき|運転でき)ます(?=よ|ので|から|けど|$|[\\s。、!])"
    "|(?:皿洗い|掃除|片付け|配膳|受付|見守り|運転|通訳|読み聞かせ|草取り|草刈り|会計|調理|皮むき|荷物運び)(?:なら|を|も)?(?:(?:し|やり|やれ)ます|(?:し|やっ)てもいい)(?=です|よ|ので|から|けど|$|[\\s。、!])"
    "|[^。、\\s]{1,8}(?:なら|は)お?(?:任せ|まかせ)(?:て?(?:ください|下さい)|て(?:$|[。!、]|ほしい|や$|な$|ね$)|とき|とけ|$)"
)
"""What somebody says who can do a thing for others; a question (「直せますか」) is none."""
_TOO_MUCH_FOOD = re.compile(
    "(?:[採取と]れ|つくり|作り|もらい|貰い|でき)(?:すぎ|過ぎ)[てたちま]|[採取と]れすぎ$|(?:が|も)余(?:って|り|る)|余った|食べ(?:きれ|切れ)(?:ない|ません|ぬ)(?:ほど|くらい|ぐらい|[一-鿿ァ-ヶ])"
)
"""Who has more to eat than they can use gives it away: 「採れすぎた大根」."""
_FOOD = ("activity:gardening", "activity:cooking", "worry:food")
_OWN_FAMILY = re.compile("[母父親夫妻孫姉妹兄弟]|息子|娘|子ども|子供|こども|主人|旦那|ばあ|じい|赤ちゃん|うちの")
_ASKS_WHAT = re.compile("(?:何を|なにを).*(?:ますか|るか)")
"""Who asks what to do for a friend offers nothing yet, and the friend's worry counts: 「何をしてあげられますか」."""
_ROLE, _USUAL = HELPING[0], "手伝いたい"
"""What it means, and as what it is looked for: no thing is given away."""


def with_giving(text: str, said: Sequence[Understood], grammar: Grammar) -> list[Understood]:
    """What was said of a text (NFKC, small letters), with the wish to help where somebody offers to do something for others.

    What is offered is no wish: 「皿洗いします」 asks for no light work.
    """
    wanted = _DONE_FOR_OTHERS.search(text)
    if wanted is not None and (_OWN_FAMILY.search(text[: wanted.end()]) or _ASKS_WHAT.search(text)):
        wanted = None
    found = wanted or _CAN_DO.search(text) or _given_food(text, grammar)
    if found is None or any(concept in HELPING for part in said for concept in part.concepts):
        return list(said)
    kept = [part for part in said if part.words not in found[0] and not (found.re is _TOO_MUCH_FOOD and _is_food(part))]
    return [*kept, Understood(found[0], (_ROLE,), _USUAL)]


def _given_food(text: str, grammar: Grammar) -> re.Match[str] | None:
    return _TOO_MUCH_FOOD.search(text) if grammar.foods.search(text) else None


def _is_food(part: Understood) -> bool:
    return all(concept in _FOOD or concept.startswith("name:") for concept in part.concepts)
