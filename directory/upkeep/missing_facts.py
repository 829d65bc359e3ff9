"""The one fact worth asking for next: what most people want to know and nobody has told us."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Scheme, Term
from directory.changes.amendments import Amendment, row_with_waiting_changes
from directory.changes.differences import plain_value

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


FACTS = {
    "schedules": "いつ ひらきますか",
    "contacts": "だれに 連絡すれば よいですか",
    "place": "どこで ひらきますか",
}
"""What everybody needs before any feature: a field of the listing and the question where it is empty."""


@dataclass(frozen=True)
class MissingFact:
    """What is not known, as a question: `field` is one to fill in; of a `feature` there are three answers."""

    words: str
    feature: str = ""
    field: str = ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Values of Answer and what stands on their buttons."""
        said = ("ある", "ない") if self.words.endswith("ありますか") else ("はい", "いいえ")
        return [(Answer.YES, f"○ {said[0]}"), (Answer.NO, f"× {said[1]}"), (Answer.UNKNOWN, "？ 分からない")]


def next_question(resource: Resource, waiting: Iterable[Amendment] = ()) -> MissingFact | None:
    """The first that nobody has answered, not even with 「分からない」, for the listing or its building, nor in what waits."""
    wished: dict = {}
    for amendment in sorted(waiting, key=lambda one: one.pk):
        wished |= {name: change["new"] for name, change in amendment.changes.items()}
    for field, words in FACTS.items():
        if field not in wished and _is_missing(resource, field):
            return MissingFact(words, field=field)
    asked = set(resource.answers()) | {row.feature.slug for row in resource.features.all()}
    if wished.get("features"):
        keys = [child["feature"] for child in wished["features"]]
        asked |= set(Term.objects.filter(pk__in=keys).values_list("slug", flat=True))
    return next((MissingFact(words, feature=slug) for slug, words in QUESTIONS.items() if slug not in asked), None)


def _is_missing(resource: Resource, field: str) -> bool:
    if field == "schedules":
        return not (resource.by_appointment or resource.hours_note or resource.schedules.all())
    if field == "contacts":
        return not any(contact.is_public for contact in resource.contacts.all())
    return resource.place is None


def with_answer(resource: Resource, by, feature: Term, answer: str) -> list[dict]:
    """What is known of the features, or waits by the same person, with one more answer, as `amendments.propose` takes it."""
    known = plain_value("features", row_with_waiting_changes(resource, by)["features"])
    return [*(child for child in known if child["feature"] != feature.pk), {"feature": feature.pk, "answer": answer}]


def feature_of(slug: str) -> Term | None:
    """The word of a question."""
    return Term.objects.filter(scheme=Scheme.FEATURES, slug=slug).first() if slug in QUESTIONS else None
