"""The next dates of opening times that somebody is typing."""

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from cms.forms.hours import TimesField, next_dates


@require_GET
def preview(request):
    """A fragment with the next six dates of `?times=`, or with the lines that cannot be read."""
    try:
        rules = TimesField(required=False).clean(request.GET.get("times", "")[:5_000])
        said = {"dates": next_dates(rules, timezone.localdate()), "problems": [], "asked": bool(rules)}
    except forms.ValidationError as wrong:
        said = {"dates": [], "problems": wrong.messages, "asked": True}
    return HttpResponse(render_to_string("admin_city/next_dates.html", said))
