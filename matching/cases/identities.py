"""Who a participant is, how to reach them, and their wish in their own words: the one table with names, encrypted.

Matching never reads it. What the family wishes has a field of its own, so that it is never taken for the person's wish.
"""

import re

from django.db import models

from directory.accounts.users import author_field
from directory.japanese.folding import fold_joined
from directory.japanese.widths import narrow
from matching.secrets.fields import EncryptedDateField, EncryptedLineField, EncryptedLinesField

SHORTEST_TELEPHONE = 6
"""Digits; fewer stand in a text for something else."""
_ONE_LETTER = "{}(?:さん|様|さま|氏|くん|君|ちゃん)"
"""A family name of one letter, 「森さん」: the letter alone stands in many words."""
_NOT_DIGITS = re.compile(r"\D")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s()+.・‐-―−ー-]+(?=\d)")


class Identity(models.Model):
    """Name and ways to reach one participant. What is empty is unknown; a person without a telephone has 「ない」 in it."""

    participant = models.OneToOneField(
        "matching.Participant", models.CASCADE, verbose_name="本人", related_name="identity"
    )
    name = EncryptedLineField("名前", max_length=60)
    reading = EncryptedLineField("ふりがな", max_length=60, blank=True)
    telephone = EncryptedLineField("電話", max_length=60, blank=True, help_text="電話がないときは「ない」。")
    reach = EncryptedLineField(
        "連絡のしかた", max_length=200, blank=True, help_text="例: 夜6時すぎに電話。お母さんが出たら、名のらない。"
    )
    told_by = EncryptedLineField(
        "だれからの相談か",
        max_length=200,
        blank=True,
        help_text="例: 民生委員の 山田さん。ご本人からなら「ご本人」。",
    )
    address = EncryptedLineField("住所", max_length=200, blank=True)
    born_on = EncryptedDateField("生まれた日", null=True, blank=True)
    own_wish = EncryptedLinesField(
        "ご本人の のぞみ", max_length=1000, blank=True, help_text="ご本人の ことばのまま。例: だれかと 将棋がしたい。"
    )
    family_wish = EncryptedLinesField(
        "ご家族の のぞみ",
        max_length=1000,
        blank=True,
        help_text="だれが 言ったかも。例: 母「昼は 家の外に いてほしい」",
    )
    recorded_at = models.DateTimeField("記録した日時", null=True, blank=True, editable=False)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "名前と連絡先"
        verbose_name_plural = "名前と連絡先"

    def __str__(self):
        return str(self.participant_id)


def says_who(participant: "models.Model", text: str) -> bool:
    """Whether a text holds the code, a part of the name or its reading, the telephone or the address, however it is written."""
    known = Identity.objects.filter(participant=participant).first()
    words = [participant.code]  # type: ignore[attr-defined]
    if known:
        words += [*known.name.split(), *known.reading.split(), known.address]
    folded, plain = fold_joined(text), narrow(text)
    if any(len(word) > 1 and fold_joined(word) and fold_joined(word) in folded for word in words):
        return True
    if any(re.search(_ONE_LETTER.format(re.escape(word)), plain) for word in words if len(word) == 1):
        return True
    digits = _NOT_DIGITS.sub("", narrow(known.telephone)) if known else ""
    return len(digits) >= SHORTEST_TELEPHONE and digits in _BETWEEN_DIGITS.sub("", plain)
