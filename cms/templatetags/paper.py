"""Template tags of printed pages."""

import datetime as dt

from django import template

register = template.Library()

REIWA = 2018
"""令和1 is 2019."""


@register.filter
def wareki(day: dt.date) -> str:
    """「令和8年11月21日」, as forms have it."""
    year = day.year - REIWA
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"
