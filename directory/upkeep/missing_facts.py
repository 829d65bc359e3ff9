"""The next question to an association: the most wanted fact of its listing that is still unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.catalogue.feature_sentences import shipped_question
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Scheme, Term
from directory.changes.amendments import Amendment, row_with_waiting_changes
from directory.changes.differences import plain_value

QUESTIONS = {
    slug: shipped_question(slug)
    for slug in (
        "parking",
        "trial",
        "drop_in",
        "wheelchair",
        "accessible_toilet",
        "no_talk_needed",
        "bring_child",
        "men_welcome",
        "meal_served",
        "quiet",
        "pick_up",
        "roles",
    )
}
"""Slug of a feature -> question. First what decides whether people can go at all, then whether they would like to."""


FACTS = {
    "schedules": "いつ ひらきますか",
    "contacts": "だれに 連絡すれば よいですか",
    "place": "どこで ひらきますか",
}
"""Field of the listing -> question where it is empty. They come before the features."""


@dataclass(frozen=True)
class MissingFact:
    """An unknown fact as a question: either a `field` to fill in, or a `feature` (slug) with three answers."""

    words: str
    feature: str = ""
    field: str = ""

    @property
    def answers(self) -> list[tuple[str, str]]:
        """(value of Answer, text of its button) for a feature."""
        said = ("ある", "ない") if self.words.endswith("ありますか") else ("はい", "いいえ")
        return [(Answer.YES, f"○ {said[0]}"), (Answer.NO, f"× {said[1]}"), (Answer.UNKNOWN, "？ 分からない")]


def next_question(resource: Resource, waiting: Iterable[Amendment] = ()) -> MissingFact | None:
    """The first question without an answer; None where there is none. 「分からない」 and waiting amendments count as answers."""
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
    """The features, known or waiting by the same person, with one more answer; a value for `amendments.propose`."""
    known = plain_value("features", row_with_waiting_changes(resource, by)["features"])
    return [*(child for child in known if child["feature"] != feature.pk), {"feature": feature.pk, "answer": answer}]


def feature_of(slug: str) -> Term | None:
    """The feature that a question asks about; None where no question has this slug."""
    return Term.objects.filter(scheme=Scheme.FEATURES, slug=slug).first() if slug in QUESTIONS else None
