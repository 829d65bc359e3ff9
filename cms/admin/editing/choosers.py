"""Choosers of a listing, an organization, a place, a town: only rows of the user's cities, found as in the lists."""

from django import forms
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views import chooser

from cms.content.staff_wish import wish_among
from cms.permissions.city_policy import guarded, policy_of
from directory.models import Resource
from directory.search.name_lookup import found, found_in_order


class NameSearch(BaseFilterForm):
    """Search by the same rules as the lists."""

    q = forms.CharField(label="ことばで さがす", required=False)

    def filter(self, objects):
        said = self.cleaned_data["q"].strip()
        if not said:
            return objects
        self.is_searching, self.search_query = True, said
        wish = wish_among(objects, said) if objects.model is Resource else None
        return found(objects, said) if wish is None else found_in_order(objects, said, wish.keys)


class _OwnCityMixin:
    filter_form_class = NameSearch

    def get_object_list(self):
        return policy_of(self.model_class).rows(self.request.user)

    def get_objects(self, pks):
        return self.get_object_list().filter(pk__in=pks)


class ChooseView(_OwnCityMixin, chooser.ChooseView):
    """The list to choose from."""


class ChooseResultsView(_OwnCityMixin, chooser.ChooseResultsView):
    """The same after a search."""


class ChosenMultipleView(_OwnCityMixin, chooser.SnippetChosenMultipleView):
    """Several chosen at once."""


class CityChooserViewSet(chooser.SnippetChooserViewSet):
    """A chooser that shows only rows of the user's city."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_multiple_view_class = ChosenMultipleView

    def construct_view(self, view_class, **kwargs):
        return guarded(super().construct_view(view_class, **kwargs), self.model)
