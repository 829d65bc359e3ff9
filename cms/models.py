"""The index of tables that Django wants; each table lives in the module of its noun."""

from cms.mail import Mail
from cms.outbox import KeptMail
from cms.pages import GuidePage, HomePage, NewsIndex, NewsPage
from cms.site import SiteSettings

__all__ = ["GuidePage", "HomePage", "KeptMail", "Mail", "NewsIndex", "NewsPage", "SiteSettings"]
