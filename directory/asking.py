"""The one fact worth asking for next: what most people want to know and nobody has told us."""

from directory.resources import Resource, ResourceFeature
from directory.vocabulary import Answer, Scheme, Term

WORTH_ASKING = (
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
"""Features in the order in which they decide for most people whether they can go at all, then whether they like to."""


def next_question(resource: Resource) -> Term | None:
    """The first of these that nobody has answered, not even with 「分からない」, neither here nor for the building."""
    asked = set(resource.answers()) | {row.feature.slug for row in resource.features.all()}
    missing = next((slug for slug in WORTH_ASKING if slug not in asked), None)
    return Term.objects.filter(scheme=Scheme.FEATURES, slug=missing).first() if missing else None


def with_answer(resource: Resource, feature: Term, answer: Answer) -> list[dict]:
    """What is known of the features with one more answer, as `amendments.propose` takes it."""
    known = ResourceFeature.objects.filter(resource=resource).exclude(feature=feature)
    told = [{"feature": row.feature_id, "answer": row.answer} for row in known]
    return [*told, {"feature": feature.pk, "answer": answer}]
