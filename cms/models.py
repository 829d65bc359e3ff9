"""The index of tables that Django wants; each table lives in the module of its noun."""

from cms.content.pages import GuidePage, HomePage, NewsIndex, NewsPage
from cms.content.site_settings import SiteSettings
from cms.kept_pages.shown_rows import ShownChange
from cms.line.pushes import LinePush
from cms.mail.outbox import KeptMail
from cms.mail.queue import Mail
from cms.permissions.city_files import CityCollection
from cms.sign_in.account_sessions import AccountSession
from cms.sign_in.code_apps import CodeApp

__all__ = [
    "AccountSession",
    "CityCollection",
    "CodeApp",
    "GuidePage",
    "HomePage",
    "KeptMail",
    "LinePush",
    "Mail",
    "NewsIndex",
    "NewsPage",
    "ShownChange",
    "SiteSettings",
]
