"""The queries that many parts of the product ask of the listings."""

import datetime as dt

from django.db.models import Case, F, Q, Value, When

from directory.catalogue.statements import StatusStatement, status_expression
from directory.catalogue.town_alerts import closed_on, read_pauses
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.drafts import EditorialQuerySet


class ResourceQuerySet(EditorialQuerySet):
    """Listings, narrowed and completed for what reads them."""

    def _fetch_all(self):
        """With the statements of status, where they are asked for, come the pauses by alerts: all listings in one query."""
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and "status_statements" in self._prefetch_related_lookups:
            read_pauses([row for row in self._result_cache if isinstance(row, self.model)])

    def delete(self):
        """Delete whole listings, with all that was stated about them."""
        with rewriting_allowed(self.db):
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def public(self):
        """Live, and meant for residents; ended places stay reachable, the status is asked by the day."""
        return self.live().filter(visibility=self.model.Visibility.PUBLIC)

    def for_cards(self):
        """With all that a card shows, in a fixed number of queries."""
        return self.select_related(
            "municipality", "place__town", "place__municipality", "organization"
        ).prefetch_related(
            "kinds",
            "schedules",
            "single_dates",
            "status_statements",
            "verifications",
            "features__feature",
        )

    def for_page(self, matching: bool = True):
        """With all that a place's own page shows, in a fixed number of queries.

        matching  with what it is only matched and filed by, which the page for residents does not show
        """
        shown = ("activities", "targets", "contacts", "vacancies", "place__features__feature")
        filed = ("stages", "worries", "areas") if matching else ()
        return self.for_cards().select_related("photo", "sector").prefetch_related(*shown, *filed)

    def with_status_on(self, day: dt.date):
        """With `status_today`: the value of `StatusStatement.Status` that holds on a day."""
        closed = closed_on(day)
        if closed is None:
            return self.annotate(status_today=status_expression(day))
        paused = When(~Q(own_status=StatusStatement.Status.ENDED) & closed, then=Value(StatusStatement.Status.PAUSED))
        return self.alias(own_status=status_expression(day)).annotate(
            status_today=Case(paused, default=F("own_status"))
        )

    def not_ended_on(self, day: dt.date):
        """Those that are active or paused on a day."""
        return self.alias(status_then=status_expression(day)).exclude(status_then=StatusStatement.Status.ENDED)
