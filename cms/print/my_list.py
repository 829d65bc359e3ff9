"""自分のリスト on a sheet of paper, with the code that brings it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.print.pdf import pdf_response
from cms.public.my_list.views import MyList
from cms.public.place_page import PlacePage
from directory.catalogue.resources import Resource


@require_safe
@sensitive_variables()
def my_list_pdf(request: HttpRequest) -> HttpResponse:
    """The list of `?places=12,45` as A4; the empty list has no paper."""
    shown = MyList.of(request.GET.get("places", ""))
    if not shown.keys:
        return redirect("my_list")
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    rows = Resource.objects.public().for_page(matching=False).in_bulk(shown.keys)
    pages = [PlacePage(rows[key], now, home=site.home) for key in shown.keys if key in rows]
    context = {"list": shown, "pages": pages, "site": site, "today": now.date()}
    return pdf_response("print/my_list.html", context, "jibun-no-list")
