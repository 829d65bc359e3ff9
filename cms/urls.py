"""Every address of the site."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as document_urls

from cms.print.my_list import my_list_pdf

handler400 = "cms.public.views.bad_request"
handler500 = "cms.health.unavailable.server_error"

urlpatterns = [
    path("my-list/paper.pdf", my_list_pdf, name="my_list_pdf"),
    path("admin/", include("cms.admin.urls")),
    path("desk/", include("cms.desk.urls")),
    path("my/", include("cms.listings.urls")),
    path("", include("cms.sign_in.urls")),
    path("", include("cms.public.urls")),
    path("", include("cms.print.urls")),
    path("", include("cms.api.urls")),
    path("", include("cms.embed.urls")),
    path("documents/", include(document_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
