"""Passwords that somebody guesses who knows the person: their telephone number, their address, the name of their group."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from directory.accounts.users import User

NUMBERS_ALONE = (
    "数字だけの パスワードは、使えません。ことばを いくつか ならべると、覚えやすく、当てられにくくなります。"
)
KNOWN_TO_OTHERS = (
    "電話番号・メールアドレス・名前・団体の名前は、パスワードに 使えません。ほかの人が 知っているからです。"
    "ことばを いくつか ならべると、覚えやすく、当てられにくくなります。"
)
SHORTEST_WORD = 4
"""Letters of a fact that counts; shorter ones stand in any password by chance."""
MOST_BESIDE = 5
"""Letters beside a known fact that do not make a password of it: 「0421234567」 with 「!!」 or a year."""
_NO_LETTER = re.compile(r"[\W_ー]+")
"""The mark of long vowels too, which is typed for a dash: 042ー123ー4567."""
_READ_ALIKE = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)} | {
    ord(word): str(number) for number, word in enumerate("〇一二三四五六七八九")
}
"""ヒマワリ is as known as ひまわり, 〇四二 as 042."""


class AccountFactsValidator:
    """A password validator for Django: no number alone, and nothing that others know of the account's person."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with what to do instead."""
        if _folded(password).isdigit():
            raise ValidationError(NUMBERS_ALONE, code="password_entirely_numeric")
        if user is not None and is_guessed_from(password, facts_of(user)):
            raise ValidationError(KNOWN_TO_OTHERS, code="password_too_similar")

    def get_help_text(self) -> str:
        """What is said beside the field."""
        return "電話番号・メールアドレス・名前・団体の名前は 使えません。数字だけにも できません。"


def facts_of(user: User) -> Iterator[str]:
    """What others know of an account: its names and address, its groups with their telephone numbers, its agencies.

    Of an account that is not stored yet, `user.known_facts` may say what else belongs to it.
    """
    yield from (user.username, user.name, user.email, *getattr(user, "known_facts", ()))
    if user.pk:
        groups = user.representations.filter(until=None)
        for row in groups.values_list("organization__name", "organization__resources__contacts__value").distinct():
            yield from filter(None, row)
        yield from user.memberships.values_list("agency__name", flat=True)


def is_guessed_from(password: str, facts: Iterable[str]) -> bool:
    """Whether a password is one of the facts, in whatever width and with whatever signs, with no more than a few letters beside.

    >>> is_guessed_from("042-123-4567!", ["0421234567"]), is_guessed_from("tane-hanako-mizu", ["hanako@example.jp"])
    (True, False)
    """
    typed = _folded(password)
    words = {word for fact in facts for word in _words(fact) if len(word) >= SHORTEST_WORD}
    return any(
        (word in typed and len(typed.replace(word, "")) <= MOST_BESIDE) or typed in word or typed == word[::-1]
        for word in words
    )


def _words(fact: str) -> Iterator[str]:
    """The forms in which somebody would type a fact: an address also without its domain, a number also without its 0."""
    yield from map(_folded, (fact, fact.partition("@")[0]))
    if (number := _folded(fact)).isdigit():
        yield number.removeprefix("0")


def _folded(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_READ_ALIKE))
