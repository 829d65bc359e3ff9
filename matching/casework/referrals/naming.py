"""Whether a text about a つなぐシート says who it is about: by a name, by a part of one, or by a telephone number."""

import re

from directory.japanese.folding import fold_joined
from directory.japanese.widths import digits_of
from matching.casework.referrals.sheets import ReferralSheet

_BETWEEN = re.compile(r"[\s・、，,。/／()（）「」『』【】\[\]:：]+")
_CALLED = re.compile("(?:さん|さま|様|氏|君|くん|ちゃん|先生|殿)$")
_KANJI = re.compile("[一-鿿々]{2,}")
_ABOUT_TEXT = """
高齢 老人 男性 女性 男子 女子 夫婦 夫妻 親子 母子 父子 兄弟 姉妹 家族 世帯 独居 一人 二人 近所 隣人 隣家 号室 番地 丁目 団地 本人 住民 住人 奥様 旦那
中年 若者 子供 児童 生徒 学生 会社 自宅 地区 町内 市内 不明 匿名 息子 祖母 祖父 母親 父親 長男 長女 次男 次女 電話 携帯 手紙 訪問 連絡 面会
"""
_ABOUT = frozenset(_ABOUT_TEXT.split())
"""What stands in 「どなたのことか」 and names nobody."""
_DIGITS = 6
"""Digits in a row of a telephone number that are as good as all of it."""


def says_who(sheet: ReferralSheet, text: str) -> bool:
    """Whether a text has the name of the person or a part of it, with or without さん and however it is spaced, or how they are reached."""
    folded = fold_joined(text)
    return any(part in folded for part in _parts(sheet)) or _has_number(sheet, text)


def _parts(sheet: ReferralSheet) -> set[str]:
    found: set[str] = set()
    for said in (sheet.who, sheet.reach):
        words = [_CALLED.sub("", word) for word in _BETWEEN.split(said)]
        found.update(word for word in words if not word.isascii())
    for run in _KANJI.findall(sheet.who):
        # A name that is written in one: its family name are mostly the first two letters, and the other one the last two.
        found |= {run, run[:2], run[-2:]}
    return {fold_joined(word) for word in found if len(word) > 1 and word not in _ABOUT} - {""}


def _has_number(sheet: ReferralSheet, text: str) -> bool:
    known, told = digits_of(f"{sheet.who} {sheet.reach}"), digits_of(text)
    return any(known[at : at + _DIGITS] in told for at in range(len(known) - _DIGITS + 1))
