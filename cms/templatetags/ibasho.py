"""Template tags of every screen: dates and distances in words, maps, cards and pages of places."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote as urlquote
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.content.desk_hours import told_closed
from cms.kept_pages.card_rows import kept_text
from cms.operations.inline_scripts import allow_inline_script
from cms.public import cards, link_previews, maps, place_page, way_back
from cms.public.choices import FacetGroup, Option
from cms.public.following import followed
from cms.templatetags.languages import translated
from directory.accounts.mail_addresses import quoted_address
from directory.catalogue.contacts import Contact
from directory.catalogue.schedules import Schedule
from directory.exports.json_ld import as_script, place_data
from directory.hours.rules import Occurrence
from directory.hours.spoken import spoken as as_spoken
from directory.japanese import telephones
from directory.languages import times
from directory.languages.rules import rule_in_words
from directory.languages.spoken import is_japanese

register = template.Library()
_CHECKED = SafeString(" checked")


@register.filter
def when(occurrence: Occurrence) -> str:
    """「11月24日（火）10時〜12時」, 「きょう 10時〜12時」, for a text; on a page see `spoken`."""
    return times.occurrence_in_words(occurrence, timezone.localdate())


@register.filter
def rule(schedule) -> str:
    """「毎月第2・第4火曜 10時〜12時」, 「月2回（日は きまっていません）」, for a text; on a page see `spoken`."""
    return rule_in_words(schedule.rule) + (_("（日は きまっていません）") if schedule.times else "")


@register.filter
def spoken(shown: str | dt.date | Occurrence | Schedule) -> str:
    """A text, a date, a meeting or a schedule on a page: a screen reader hears 「火曜日」 where the eye sees 「火」.

    Dates are in a `<time>`; a meeting is never broken within its day or its hours.
    """
    if isinstance(shown, Occurrence):
        return _time(shown.day, _meeting(shown), when(shown))
    if isinstance(shown, dt.date):
        return _time(shown, full_day(shown), full_day(shown))
    text = rule(shown) if isinstance(shown, Schedule) else str(shown)
    return text if isinstance(text, SafeString) else _heard(text, text)


def _meeting(occurrence: Occurrence) -> str:
    day, hours = when(replace(occurrence, start=None, end=None)), times.hours_in_words(occurrence.start, occurrence.end)
    if occurrence.day < timezone.localdate() or not hours:
        # 「きのう 22時〜きょう 2時」 has no day apart from the hours.
        return format_html('<span class="nowrap">{}</span>', when(occurrence))
    gap = " " if day == "きょう" or not is_japanese() else ""
    return format_html('<span class="nowrap">{}</span><wbr>{}<span class="nowrap">{}</span>', day, gap, hours)


def _time(day: dt.date, shown: str, text: str) -> str:
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), _heard(shown, text))


def _heard(shown: str, text: str) -> str:
    """What is shown, and for the ear another text where it is said otherwise."""
    said = as_spoken(text) if is_japanese() else text
    if said == text:
        return conditional_escape(shown)
    return format_html(
        '<span class="spoken"><span aria-hidden="true">{}</span><span class="only-heard">{}</span></span>', shown, said
    )


@register.filter
def full_day(day: dt.date) -> str:
    """「2026年11月24日（火）」, for a text; on a page see `spoken`."""
    return times.date_with_weekday(day)


@register.filter
def short_day(day: dt.date) -> str:
    """「11月24日」, with the year where it is another one than today's."""
    return times.short_date(day, timezone.localdate())


@register.filter
def whole_day(day: dt.date) -> str:
    """「2026年11月24日」."""
    return times.full_date(day)


@register.filter
def moment(at: dt.datetime) -> str:
    """「11月24日 9時05分」, of the clock in Japan."""
    return times.moment(timezone.localtime(at))


@register.simple_tag
def printed_on() -> str:
    """「2026年11月24日の一覧」, as it stands on a printed list."""
    return _("%(day)sの一覧") % {"day": times.full_date(timezone.localdate())}


@register.simple_tag(takes_context=True)
def on_foot(context, metres: float, place=None, from_town: bool = False) -> str:
    """「歩いて約8分（450m）」 of a straight line in metres to a place, at the speed that the city has set.

    「およそ」 where the place's point, or the other end by `from_town`, is only the middle of a town; "" without a point.
    """
    if math.isinf(metres):
        return ""
    about = from_town or (place is not None and place.is_approximate)
    return times.on_foot(metres, context["city"].walking_speed, about)


@register.simple_tag(takes_context=True)
def desk_hours(context) -> str:
    """The hours of the city's desk, and that it is closed where it is closed now."""
    hours = context["city"].desk_hours
    closed = told_closed(context["request"], hours)
    return format_html("{}{}", translated(hours), _("。今は 閉まっています") if closed else "")


@register.filter
def called(telephone: str) -> str:
    """The number that a link calls: the first one of what stands there, without an extension; "" where none can be called.

    The # of #8008 is written %23, or a browser takes it for the mark of a place on a page and calls nothing.
    """
    return telephones.called(telephone).replace("#", "%23")


@register.filter
def telephone_link(telephone: str, css_class: str = "nowrap") -> str:
    """What stands there as a link that calls it; as plain text where nothing can be called."""
    number = called(telephone)
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
    """Where a map application shows the way to a place; by its address where the point is not exact."""
    return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': place.asked_of_maps})}"


@register.simple_tag(takes_context=True)
def from_list(context) -> str:
    """「?from=…」 behind the address of a place or an organization: the search to which its page leads back; "" where nothing is
    searched. Of a list its own; on any other page the one from which somebody came (`came_from`)."""
    facets = context.get("facets")
    query = way_back.query_of_list(context["request"], facets.query) if facets else context.get("came_from", "")
    return f"?{urlencode({'from': query})}" if query else ""


@register.simple_tag(takes_context=True)
def card_text(context, card: cards.PlaceCard) -> SafeString:
    """What stands on a card below the name, which is the same in every list; kept by `card_rows` for the next one."""

    def written() -> SafeString:
        with context.push(card=card):
            return context.template.engine.get_template("partials/card_text.html").render(context)

    reader = (context["city"].walking_speed, get_language(), context.get("easy"), context.get("furigana"))
    return kept_text(card.resource, (card.depends_on, *reader), written)


@register.filter
def webcal(path: str) -> str:
    """The address by which a calendar program subscribes to the file at `path`."""
    return followed.webcal(path)


@register.filter
def in_my_language(path: str) -> str:
    """The address of a file at `path` in the language of the page, for programs that keep no choice."""
    return followed.in_my_language(path)


def _label(option: Option) -> SafeString:
    """A label in the language of the page; on a Japanese one as it is, since there are 150 of them."""
    return conditional_escape(option.label) if is_japanese() else translated(option.label)


@register.simple_tag
def choices_of(group: FacetGroup, options: Iterable[Option]) -> SafeString:
    """The boxes or buttons of some options of a facet. A page has 150 of them, for which a template needs 10 ms of a processor."""
    kind = "checkbox" if group.several else "radio"
    return format_html_join(
        "\n",
        '<label class="choice"><input type="{}" form="search" name="{}" value="{}"{}>{}'
        ' <span class="choice-count">{}</span></label>',
        (
            (kind, group.name, option.value, _CHECKED if option.chosen else "", _label(option), option.count)
            for option in options
        ),
    )


@register.simple_tag
def followed_query(facets) -> str:
    """「?…」 behind the addresses by which somebody follows a list; "" for all places."""
    query = followed.followed_query(facets)
    return f"?{query}" if query else ""


@register.inclusion_tag("partials/link_preview.html", takes_context=True)
def link_preview(context, title: str, path: str, sentence: str = "", photo=None, alt: str = "") -> dict:
    """The lines in the head by which others show a link to the page at `path`; `sentence` is its description too."""
    city = context["city"]
    told = link_previews.link_preview(context["site_url"], city.accent, path, sentence, photo, alt)
    return {"city": city, "title": title} | told


@register.simple_tag(takes_context=True)
def structured_data(context, page: place_page.PlacePage) -> SafeString:
    """What search engines read of a place; no program, so that no policy of the answer has to name it."""
    data = place_data(page.resource, context["site_url"], [] if page.has_ended else page.dates)
    return SafeString(f'<script type="application/ld+json">{as_script(data)}</script>')


@register.simple_block_tag(takes_context=True)
def inline_script(context, content: str) -> SafeString:
    """A module script that stands in the page; the policy of the answer names it by its hash, so that no other one runs."""
    allow_inline_script(context["request"], content)
    return format_html('<script type="module">{}</script>', content)


@register.simple_tag
def map_of_place(place) -> maps.MapPart | None:
    """The small map of a place; None where it has no point."""
    return maps.map_of_place(place)


@register.simple_tag
def cards_of_organization(organization, home: str) -> list[cards.PlaceCard]:
    """The cards of an organization's places."""
    return cards.cards_of_organization(organization, timezone.localtime(), home)


@register.simple_tag(takes_context=True)
def place_page_of(context, resource, home: str) -> place_page.PlacePage:
    """What a place's page says of a resource; also of a draft in a preview."""
    return place_page.PlacePage(resource, timezone.localtime(), home=home, easy=bool(context.get("easy")))
