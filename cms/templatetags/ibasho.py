"""Template tags of every screen: dates and distances in words, maps, cards and pages of places."""

import datetime as dt
from urllib.parse import quote as urlquote

from django import template
from django.utils import timezone
from django.utils.html import format_html

from cms.public import cards, maps, place_page
from directory.accounts.mail_addresses import quoted_address
from directory.catalogue.contacts import Contact
from directory.hours.rules import Occurrence
from directory.hours.wording import date_with_weekday, describe, hours_in_words, occurrence_in_words, short_date
from directory.japanese import telephones

register = template.Library()

METRES_A_MINUTE = 80
"""Walking speed in advertisements of real estate (不動産の表示に関する公正競争規約施行規則), which everybody knows."""
TOO_FAR_ON_FOOT = 2_000
"""Metres above which a distance is not given in minutes on foot."""


@register.filter
def when(occurrence: Occurrence) -> str:
    """「11月24日（火）10時〜12時」, 「きょう 10時〜12時」."""
    return occurrence_in_words(occurrence, timezone.localdate())


@register.filter
def when_on_page(occurrence: Occurrence) -> str:
    """The same with a day and hours that are never broken over two lines."""
    day = occurrence_in_words(Occurrence(occurrence.day), timezone.localdate())
    hours = hours_in_words(occurrence.start, occurrence.end)
    gap = " " if day == "きょう" else ""
    return format_html('<span class="nowrap">{}</span><wbr>{}<span class="nowrap">{}</span>', day, gap, hours)


@register.filter
def rule(schedule) -> str:
    """「毎月第2・第4火曜 10時〜12時」."""
    return describe(schedule.rule, hours_in_words)


@register.filter
def full_day(day: dt.date) -> str:
    """「2026年11月24日（火）」."""
    return date_with_weekday(day)


@register.filter
def short_day(day: dt.date) -> str:
    """「11月24日」, with the year where it is another one than today's."""
    return short_date(day, timezone.localdate())


@register.filter
def on_foot(metres: float) -> str:
    """「歩いて約8分（600m）」; 「約3.2km」 where nobody walks."""
    if metres > TOO_FAR_ON_FOOT:
        return f"約{metres / 1000:.1f}km"
    return f"歩いて約{max(-(-int(metres) // METRES_A_MINUTE), 1)}分（{round(metres, -1) or 10:.0f}m）"


@register.filter
def called(telephone: str) -> str:
    """The number that a link calls: the first one of what stands there, without an extension; "" where none can be called."""
    return telephones.called(telephone)


@register.filter
def telephone_link(telephone: str, css_class: str = "nowrap") -> str:
    """What stands there as a link that calls it; as plain text where nothing can be called."""
    number = telephones.called(telephone)
    return format_html('<a class="{}" href="tel:{}">{}</a>', css_class, number, telephone) if number else telephone


@register.filter
def contact_link(contact: Contact) -> str:
    """The number or address of a contact as a link that calls, writes or leads there; a fax number and free text as they are."""
    match contact.kind:
        case Contact.Kind.TELEPHONE:
            return telephone_link(contact.value)
        case Contact.Kind.EMAIL:
            address = urlquote(quoted_address(contact.value), safe="@")
            return format_html('<a href="mailto:{}">{}</a>', address, contact.value)
        case Contact.Kind.WEBSITE:
            return format_html('<a href="{}" rel="noopener">{}</a>', web_address(contact.value), contact.value)
    return contact.value


@register.filter
def web_address(value: str) -> str:
    """An address that a link may lead to: the web, whatever somebody typed."""
    return value if value.lower().startswith(("http://", "https://")) else f"https://{value}"


@register.filter
def way_there(place) -> str:
    """Where a map application shows the way to a place."""
    return f"https://www.google.com/maps/dir/?api=1&destination={place.lat},{place.lng}"


@register.simple_tag
def map_of_place(place) -> maps.MapPart | None:
    """The small map of a place; None where it has no point."""
    return maps.map_of_place(place)


@register.simple_tag
def cards_of_organization(organization, home: str) -> list[cards.PlaceCard]:
    """The cards of an organization's places."""
    return cards.cards_of_organization(organization, timezone.localtime(), home)


@register.simple_tag
def place_page_of(resource, home: str) -> place_page.PlacePage:
    """What a place's page says of a resource; also of a draft in a preview."""
    return place_page.PlacePage(resource, timezone.localtime(), home=home)
