"""Radicals that stand for letters: a PDF gives 「⼤⼯」 and 「⻄⻑」 where 大工 and 西長 were printed. Pure.

Unicode has the Kangxi radicals (U+2F00–2FD5), which its normal form NFKC makes letters, and the CJK radicals (U+2E80–2EF3), of
which it does so with two. Their letters are in its file EquivalentUnifiedIdeograph.txt (version 14), from which `_LETTERS` is.
"""

import re
from unicodedata import normalize

_LETTERS = """
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母
⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑
⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风
⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 ⻡𩠐 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟
"""
_AS_IN_JAPAN = "⼾戸 ⾭青 ⿈黄 ⿊黒"
"""Where the normal form has the letter of another country, or one that nobody in Japan writes."""
_KANGXI = map(chr, range(0x2F00, 0x2FD6))
_TO_LETTERS = {ord(radical): normalize("NFKC", radical) for radical in _KANGXI}
_TO_LETTERS |= {ord(pair[0]): pair[1] for pair in (_LETTERS + _AS_IN_JAPAN).split()}
_RADICAL = re.compile("[⺀-⿟]")


def true_letters(text: str) -> str:
    """The text with the letters that its radicals stand for; everything else as it is.

    >>> true_letters("⻄⼤丸の⻑寿会")
    '西大丸の長寿会'
    """
    return text.translate(_TO_LETTERS) if _RADICAL.search(text) else text


def radicals_in(text: str) -> list[str]:
    """The radicals of a text that stand for a letter, each once, in their order."""
    return [radical for radical in dict.fromkeys(_RADICAL.findall(text)) if ord(radical) in _TO_LETTERS]
