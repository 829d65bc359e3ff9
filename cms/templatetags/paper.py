"""Template tags of printed pages."""

import datetime as dt

from django import template
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.accounts.users import Agency
from directory.hours.rules import Occurrence
from directory.languages import times

register = template.Library()

REIWA = 2018
"""令和1 is 2019."""


@register.filter
def wareki(day: dt.date) -> str:
    """「令和8年11月21日」, as forms have it."""
    year = day.year - REIWA
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"


@register.filter
def dated(occurrence: Occurrence) -> str:
    """「11月30日（月）9時〜11時」, also of today: paper is read on other days than that on which it was printed."""
    day = times.short_date_with_weekday(occurrence.day, timezone.localdate())
    return day + times.hours_in_words(occurrence.start, occurrence.end)


@register.simple_tag
def whom_to_call(site: SiteSettings, agency: Agency) -> str:
    """Whom a person with the paper calls: the desk of the site with its telephone, or the agency where the site names none."""
    if not site.desk_name:
        return str(agency)
    return f"{site.desk_name} 電話 {site.desk_telephone}" if site.desk_telephone else site.desk_name
