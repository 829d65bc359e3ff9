"""The rows that belong to many listings at once, as plain lists.

Django's prefetch makes a queryset for each listing and each relation. For the cards of a list that is two thirds of the time
that they take to read, and most of the memory of those that are kept.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Model

from directory.catalogue.resources import Resource
from directory.catalogue.town_alerts import read_pauses


def read_together(resources: Collection[Resource], *relations: str) -> None:
    """Read some relations of listings, each in one query and in its own order; `Resource.rows_of` gives them from then on.

    As for a prefetch, `features__feature` are the features with the words that they join.
    """
    for relation, _, joined in (relation.partition("__") for relation in relations if resources):
        field = Resource._meta.get_field(relation)
        back = field.remote_field.name
        found: dict[int, list[Model]] = defaultdict(list)
        rows = field.related_model._default_manager.filter(**{f"{back}__in": [resource.pk for resource in resources]})
        for row in (rows.select_related(joined) if joined else rows).annotate(listing=F(back)):
            found[row.listing].append(row)
        for resource in resources:
            resource.read_before = {**resource.read_before, relation: found[resource.pk]}
    if "status_statements" in relations:
        read_pauses(resources)
