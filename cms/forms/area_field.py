"""Choosing an area of a city."""

from django import forms


class AreaField(forms.ModelChoiceField):
    """An area, labelled with its system (圏域の分け方), because several systems may have an area of the same name."""

    def label_from_instance(self, area):
        return f"{area.system} {area}"
