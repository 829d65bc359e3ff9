"""Template tags of printed pages."""

import datetime as dt

from django import template

from cms.content.site_settings import SiteSettings
from directory.accounts.users import Agency

register = template.Library()

REIWA = 2018
"""令和1 is 2019."""


@register.filter
def wareki(day: dt.date) -> str:
    """「令和8年11月21日」, as forms have it."""
    year = day.year - REIWA
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"


@register.simple_tag
def whom_to_call(site: SiteSettings, agency: Agency) -> str:
    """Whom a person with the paper calls: the desk of the site with its telephone, or the agency where the site names none."""
    if not site.desk_name:
        return str(agency)
    return f"{site.desk_name} 電話 {site.desk_telephone}" if site.desk_telephone else site.desk_name
