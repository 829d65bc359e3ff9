"""Suggestions for the tags of pictures and papers: those of the user's own city, while Wagtail names the tags of every city."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from taggit.models import Tag, TaggedItem
from wagtail.admin.auth import require_admin_access

from cms.permissions import city_files
from cms.permissions.city_policy import policy_of

MOST = 10


@require_safe
@require_admin_access
def suggest(request: HttpRequest) -> JsonResponse:
    """The first tags that begin like `?term=`, on files that the user may choose."""
    term = request.GET.get("term", "")
    used = TaggedItem.objects.none()
    for model in city_files.MODELS:
        own = policy_of(model).instances_user_has_any_permission_for(request.user, ["choose", "change"])
        kind = ContentType.objects.get_for_model(model)
        used |= TaggedItem.objects.filter(content_type=kind, object_id__in=own.order_by().values("pk"))
    tags = Tag.objects.filter(name__istartswith=term, pk__in=used.values("tag")).order_by("name") if term else []
    return JsonResponse([tag.name for tag in tags[:MOST]], safe=False)
