"""The guard of the admin: who may come in, and which of its pages they may open.

Wagtail guards some of its views by table only and names rows in reports of the whole site. So staff of a city get the
pages allowed here and no others: a view that a new version of Wagtail adds is closed until somebody lists it here.
Superusers get all. Where Wagtail checks only one key of an address, the other keys are checked here.
"""

import logging
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDictKeyError
from draftjs_exporter.error import ExporterException
from modelsearch.backends.base import FilterFieldError
from wagtail.models import TaskState

from cms.admin.untranslated import in_japanese
from cms.operations.request_context import refuse
from cms.permissions import city_files
from cms.permissions.city_policy import policy_of
from cms.permissions.ended_sessions import ask_to_sign_in, note_sent_again
from cms.permissions.staff import number_of
from cms.permissions.table_access import OF_A_CITY, TABLES

logger = logging.getLogger(__name__)

WAGTAIL_NAMESPACES = {
    "wagtailadmin_pages",
    "wagtailadmin_api",
    "wagtailadmin_editing_sessions",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailembeds",
}
"""Namespaces of Wagtail whose views check their own rows."""
TABLE_NAMESPACES = {
    f"{viewset}_{model._meta.app_label}_{model._meta.model_name}"
    for viewset in ("wagtailsnippets", "wagtailsnippetchoosers")
    for model, access in TABLES.items()
    if access.staff
}
"""Namespaces of our viewsets, whose views `city_policy.guarded` checks."""
WAGTAIL_VIEWS = {
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}
"""Names of Wagtail's views without a namespace that name no row of a city, or check it."""
NOT_WHAT_WAGTAIL_SENDS = (ValueError, OverflowError, MultiValueDictKeyError, FilterFieldError, ExporterException)
"""What Wagtail's choosers, lists and forms raise where a key is no number, or a part of a form is missing: they check nothing."""
UNFINISHED_TEXT = "unterminated string"
"""What SQLite says of a quotation mark that stands alone in the text of a search of Wagtail."""
OPEN_TO_ALL = ("wagtailadmin_logout", "wagtailadmin_password_reset")
"""How the names of Wagtail's views begin that ask nobody to sign in."""
BULK_ACTION_APPS = {"wagtailcore", "wagtailimages", "wagtaildocs"}
"""Apps whose rows may be ticked in a list for a bulk action; Wagtail checks each row, and names those that are refused."""
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        # Wagtail's own pages have inline scripts and styles without a nonce.
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob: {'/'.join(settings.MAP_TILES_URL.split('/')[:3])}".strip(),
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)


def gate(own_views: frozenset[str]):
    """A decorator for every view of the admin; `own_views` are the names of our own pages, which check for themselves."""

    def decorated(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            refused = _refusal(request, own_views)
            if refused:
                return refused
            note_sent_again(request)
            is_open = (request.resolver_match.url_name or "").startswith(OPEN_TO_ALL)
            if not is_open and (sign_in := ask_to_sign_in(request)):
                return sign_in
            try:
                response = in_japanese(view(request, *args, **kwargs))
            except (ProtectedError, RestrictedError) as kept:
                return _say_what_keeps_it(request, kept)
            except (*NOT_WHAT_WAGTAIL_SENDS, OperationalError) as error:
                if request.resolver_match.url_name in own_views or not _is_of_the_request(error):
                    raise
                # An error of Wagtail's own is told to the operator as well.
                logger.exception("wagtail could not read a request")
                raise BadRequest from error
            response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
            return response

        return guarded

    return decorated


def _is_of_the_request(error: Exception) -> bool:
    """Whether an error is about what was sent, and not about a database that is away."""
    return not isinstance(error, OperationalError) or UNFINISHED_TEXT in str(error)


def _say_what_keeps_it(request, kept: ProtectedError | RestrictedError):
    """The redirect after a deletion that rows forbid which are never deleted along; nothing was changed."""
    rows = kept.protected_objects if isinstance(kept, ProtectedError) else kept.restricted_objects
    kinds = "」「".join(sorted({str(row._meta.verbose_name) for row in rows}))
    messages.error(request, f"「{kinds}」の記録があるので、消せません。記録は 消さずに のこします。")
    return redirect(request.get_full_path())


def _refusal(request, own_views: frozenset[str]):
    """The redirect that refuses a request; None where its view may answer. Raises Http404 for keys that lead nowhere."""
    user, match = request.user, request.resolver_match
    if "\x00" in request.path:
        # No key holds it, and PostgreSQL does not even compare with it.
        raise Http404
    if not user.is_authenticated:
        return None
    if not user.has_perm("wagtailadmin.access_admin"):
        refuse("permission")
        messages.error(request, "ここは市の担当者のためのページです。あなたのページに もどりました。")
        return redirect("after_sign_in")
    if not user.is_superuser and not _is_open(match, own_views):
        refuse("permission")
        messages.error(request, "このページは、システムの管理者だけが使えます。")
        return redirect("wagtailadmin_home")
    if (
        request.method == "POST"
        and match.url_name == "create"
        and match.namespaces[0].startswith("wagtailsnippetchoosers_")
    ):
        # Our choosers make no rows; Wagtail's view relies on nobody asking.
        raise Http404
    if _has_task_of_another_row(match) or _names_row_of_another_city(user, match) or _ticks_anothers_file(request):
        refuse("permission")
        raise Http404
    return None


def _is_open(match, own_views: frozenset[str]) -> bool:
    namespace = match.namespaces[0] if match.namespaces else ""
    if namespace == "wagtailadmin_api":
        # It lists pictures and papers of every city to whoever may come in; Wagtail's own screens read pages from it only.
        return match.namespaces[1:2] == ["pages"]
    if namespace:
        return namespace in WAGTAIL_NAMESPACES | TABLE_NAMESPACES
    if match.url_name == "wagtail_bulk_action":
        return match.kwargs["app_label"] in BULK_ACTION_APPS
    return match.url_name in WAGTAIL_VIEWS | own_views


def _has_task_of_another_row(match) -> bool:
    """Whether the workflow task in an address belongs to another row than the key beside it; Wagtail does not compare."""
    if "task_state_id" not in match.kwargs:
        return False
    namespace = match.namespaces[0]
    app, model = ("wagtailcore", "page") if namespace == "wagtailadmin_pages" else namespace.split("_")[1:]
    row = str(match.kwargs.get("pk", match.kwargs.get("page_id")))
    tasks = TaskState.objects.filter(pk=match.kwargs["task_state_id"], workflow_state__object_id=row)
    kind = {"workflow_state__base_content_type__app_label": app, "workflow_state__base_content_type__model": model}
    return not tasks.filter(**kind).exists()


def _names_row_of_another_city(user, match) -> bool:
    """Whether an address with a table and a key names a row that the user may not see: Wagtail tells who edits it now."""
    table = match.kwargs.get("app_label"), match.kwargs.get("model_name")
    model = next((one for one in OF_A_CITY if (one._meta.app_label, one._meta.model_name) == table), None)
    if model is None or "object_id" not in match.kwargs:
        return False
    try:
        return not policy_of(model).sees(user, match.kwargs["object_id"])
    except ValueError:
        return True


def _ticks_anothers_file(request) -> bool:
    """Whether a bulk action is asked for pictures or papers that the user may not see: Wagtail shows the titles of those."""
    kwargs = request.resolver_match.kwargs
    table = kwargs.get("app_label"), kwargs.get("model_name")
    model = next((one for one in city_files.MODELS if (one._meta.app_label, one._meta.model_name) == table), None)
    if model is None:
        return False
    keys = set(request.GET.getlist("id")) - {"all"}
    own = policy_of(model).instances_user_has_any_permission_for(request.user, ["choose", "change"])
    return own.filter(pk__in=[number_of(key) for key in keys]).count() < len(keys)
