"""The one fact worth asking for next: what most people want to know and nobody has told us."""

from dataclasses import dataclass

from directory.resources import Resource, ResourceFeature
from directory.vocabulary import Answer, Scheme, Term

QUESTIONS = {
    "parking": "駐車場は ありますか",
    "trial": "見学だけでも できますか",
    "drop_in": "予約なしで 行けますか",
    "wheelchair": "車いすで 入れますか",
    "accessible_toilet": "バリアフリートイレは ありますか",
    "no_talk_needed": "話さなくても、いられますか",
    "bring_child": "子どもを連れて 行けますか",
    "men_welcome": "男の人も 多いですか",
    "meal_served": "食事は 出ますか",
    "quiet": "静かなところですか",
    "pick_up": "送り迎えは ありますか",
    "roles": "来る人に、役割を頼めますか",
}
"""Features in the order in which they decide for most people whether they can go at all, then whether they like to."""


@dataclass(frozen=True)
class Question:
    """A feature as a question with the words of its three answers."""

    feature: str
    words: str

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Values of Answer and what stands on their buttons."""
        said = ("ある", "ない") if self.words.endswith("ありますか") else ("はい", "いいえ")
        return [(Answer.YES, f"○ {said[0]}"), (Answer.NO, f"× {said[1]}"), (Answer.UNKNOWN, "？ 分からない")]


def next_question(resource: Resource) -> Question | None:
    """The first that nobody has answered, not even with 「分からない」, neither for the listing nor for its building."""
    asked = set(resource.answers()) | {row.feature.slug for row in resource.features.all()}
    return next((Question(slug, words) for slug, words in QUESTIONS.items() if slug not in asked), None)


def with_answer(resource: Resource, feature: Term, answer: str) -> list[dict]:
    """What is known of the features with one more answer, as `amendments.propose` takes it."""
    known = ResourceFeature.objects.filter(resource=resource).exclude(feature=feature)
    told = [{"feature": row.feature_id, "answer": row.answer} for row in known]
    return [*told, {"feature": feature.pk, "answer": answer}]


def feature_of(slug: str) -> Term | None:
    """The word of a question."""
    return Term.objects.filter(scheme=Scheme.FEATURES, slug=slug).first() if slug in QUESTIONS else None
