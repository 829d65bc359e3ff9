"""The words of the product as taxonomies of HSDS, and what a listing is filed by as attributes."""

from collections.abc import Iterable

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Scheme, Term
from directory.exports.hsds.objects import made_id
from directory.exports.json_objects import Json, told

FILED_BY = {
    Scheme.KINDS: "kinds",
    Scheme.TARGETS: "targets",
    Scheme.ACTIVITIES: "activities",
    Scheme.WORRIES: "worries",
}
"""Word list -> the relation of a listing. 参加の段階 are for matching alone, 分野 for filing at the city."""
PUBLISHED = (*FILED_BY, Scheme.FEATURES)
JAPANESE = "ja"


def taxonomy(scheme: Scheme) -> Json:
    """A word list."""
    label = Scheme(scheme).label
    return {"id": taxonomy_id(scheme), "name": label, "description": f"いばしょの {label}の ことば"}


def taxonomy_id(scheme: str) -> str:
    """The id of a word list."""
    return made_id("taxonomy", scheme)


def term_id(term: Term) -> str:
    """The id of a word. The word may be called something else one day; its code stays."""
    return made_id("term", term.scheme, term.slug)


def taxonomy_term(term: Term, whole: bool = True) -> Json:
    """A word; `whole` with the list that it belongs to."""
    return told(
        id=term_id(term),
        code=term.slug,
        name=term.label,
        description=term.label,
        taxonomy=Scheme(term.scheme).label,
        taxonomy_id=taxonomy_id(term.scheme),
        taxonomy_detail=taxonomy(Scheme(term.scheme)) if whole else None,
        language=JAPANESE,
    )


def attributes_of(resource: Resource) -> list[Json]:
    """What a listing is filed by, and its known features, each with `value` yes or no; what nobody knows is left out."""
    terms = [term for relation in FILED_BY.values() for term in resource.rows_of(relation)]
    return [*(_attribute("service", resource.uuid, term) for term in terms), *_features("service", resource)]


def _features(entity: str, holder: Resource) -> Iterable[Json]:
    for row in holder.rows_of("features"):
        if row.answer != Answer.UNKNOWN:
            yield _attribute(entity, holder.uuid, row.feature, row.answer)


def attributes_of_place(place) -> list[Json]:
    """The known features of a building."""
    return [
        _attribute("location", place.uuid, row.feature, row.answer)
        for row in place.features.all()
        if row.answer != Answer.UNKNOWN
    ]


def _attribute(entity: str, key: object, term: Term, value: str | None = None) -> Json:
    return told(
        id=made_id("attribute", entity, key, term.scheme, term.slug),
        link_id=str(key),
        link_entity=entity,
        link_type=term.scheme,
        taxonomy_term_id=term_id(term),
        value=value,
        label=term.label,
        taxonomy_term=taxonomy_term(term, whole=False),
    )
