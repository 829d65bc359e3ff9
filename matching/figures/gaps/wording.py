"""A change in words, as a meeting says it: 「送迎があれば」, 「水曜の夕方に開けば」."""

from matching.engine.lacking import PARTS, PICK_UP, Lack
from matching.engine.vocabulary import Vocabulary
from matching.engine.wording import WEEKDAYS

NEW = "new"
"""Of those whom no single change helps: the slug of 「新しい場所があれば」."""
_OF_CRITERION = {
    "referral": "新しい方を 受けてくれれば",
    "capacity": "空きがあれば",
    "age": "年齢を しばらなければ",
    "target": "対象を ひろげれば",
    "area": "ほかの圏域の方も 受けてくれれば",
    "fee": "もっと 安ければ",
    "group": "もっと 少ない人数なら",
    NEW: "新しい場所があれば",
}
_DAYS = "月火水木金土日"


def slug_of(lack: Lack) -> str:
    """How a change is named in addresses and stored.

    >>> slug_of(Lack("needs", "quiet")), slug_of(Lack("schedule", "wed-夕方")), slug_of(Lack("fee"))
    ('needs.quiet', 'schedule.wed-夕方', 'fee')
    """
    return f"{lack.criterion}.{lack.detail}" if lack.detail else lack.criterion


def is_change(slug: str, vocabulary: Vocabulary) -> bool:
    """Whether there is such a change."""
    criterion, _, detail = slug.partition(".")
    if criterion == "needs":
        return detail in vocabulary.labels["features"]
    if criterion == "schedule":
        weekday, _, part = detail.partition("-")
        return weekday in WEEKDAYS and part in [name for name, _, _ in PARTS]
    return slug in _OF_CRITERION


def all_changes(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Slug and words of each change that there is: of the place, of what it offers, and of when it opens."""
    slugs = [
        f"needs.{PICK_UP}",
        *_OF_CRITERION,
        *(f"needs.{slug}" for slug in vocabulary.labels["features"] if slug != PICK_UP),
        *(f"schedule.{day}-{part}" for day in WEEKDAYS for part, _, _ in PARTS),
    ]
    return [(slug, in_words(slug, vocabulary)) for slug in slugs]


def in_words(slug: str, vocabulary: Vocabulary) -> str:
    """What would help; for a word that there is not any more its slug."""
    criterion, _, detail = slug.partition(".")
    if criterion == "needs":
        label = vocabulary.labels["features"].get(detail, detail)
        return "送迎があれば" if detail == PICK_UP else f"「{label}」が できれば"
    if criterion == "schedule":
        weekday, _, part = detail.partition("-")
        day = f"{_DAYS[WEEKDAYS.index(weekday)]}曜の" if weekday in WEEKDAYS else ""
        return f"{day}{part}に 開けば"
    return _OF_CRITERION.get(criterion, slug)
