"""Our own pages of the admin, those that are no view of a viewset: the addresses of every room.

To add a page, add it to `urls.py` of its room: Wagtail then serves it, and the guard lets staff of a city open it.
"""

from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.admin.alerts import urls as alerts
from cms.admin.api_tokens import urls as api_tokens
from cms.admin.approvals import urls as approvals
from cms.admin.associations import urls as associations
from cms.admin.booklets import urls as booklets
from cms.admin.dashboard import urls as dashboard
from cms.admin.duplicates import urls as duplicates
from cms.admin.imports import urls as imports
from cms.admin.weights import urls as weights
from cms.admin.wish_words import urls as wish_words
from cms.operations.requests import noting_refusals

ROOMS = (alerts, api_tokens, approvals, associations, booklets, dashboard, duplicates, imports, weights, wish_words)
urlpatterns = decorate_urlpatterns([pattern for room in ROOMS for pattern in room.urlpatterns], noting_refusals)
VIEW_NAMES = frozenset(pattern.name for pattern in urlpatterns)
