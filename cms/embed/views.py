"""A page that other sites put into a frame, and the page on which they choose what it shows."""

from urllib.parse import urlencode

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from cms.content.reader_choices import TEXT_SIZES
from cms.content.site_settings import SiteSettings, validate_accent
from cms.kept_pages.keeping import kept, shows
from cms.public.cards import cards_of, keys_on
from cms.public.choices import FacetChoices, facet_choices
from cms.public.facets import Facets, facets_for
from cms.public.maps import map_of_selection
from cms.public.query import LIST_PARAMETERS, resource_key_in
from cms.public.typed_text import Asker
from directory.snapshot import loading

PAGE_SIZE = 10
LOOKS = ("show", "text", "colour")
"""Parameters of a frame beside those of the list: list or map, the size of letters, and the colour of buttons and lines (rrggbb)."""
SHOWN = {"list": "一覧だけ", "map": "地図と 一覧"}
HEIGHTS = {"list": 640, "map": 900}
"""Pixels that a frame is proposed to be high."""


class FrameForm(forms.Form):
    """What a frame shows. A value that is no choice is left out, as the list of the site does."""

    area = forms.ChoiceField(label="圏域・町", required=False)
    kind = forms.ChoiceField(label="種類", required=False)
    show = forms.ChoiceField(label="見せ方", required=False, choices=SHOWN.items())
    text = forms.ChoiceField(label="文字の大きさ", required=False, choices=TEXT_SIZES.items())
    colour = forms.CharField(
        label="ボタンと線の色",
        required=False,
        help_text="あなたのサイトの色に 合わせられます。白い所に 書いても 読める、濃い色を えらんでください。",
        validators=[validate_accent],
        widget=forms.TextInput({"type": "color"}),
    )

    def __init__(self, data, words: FacetChoices, accent: str):
        # A field of colours always sends one: without a choice that of the site.
        super().__init__({"colour": accent, **data.dict()})
        self._accent = accent
        areas = [(system, list(inside.items())) for system, inside in words.areas.items()]
        self.fields["area"].choices = [("", "ぜんぶ"), *areas]
        self.fields["kind"].choices = [("", "ぜんぶ"), *words.terms["kinds"].items()]

    def chosen(self) -> dict[str, str]:
        """What is chosen and differs from what a frame shows anyway."""
        usual = {"show": "list", "text": "normal", "colour": self._accent}
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value and value != usual.get(name)}
        return chosen | ({"colour": chosen["colour"].removeprefix("#")} if "colour" in chosen else {})


@kept("area", "kind", *LOOKS)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose what a frame shows, see it, and copy its tag."""
    site = SiteSettings.load(request_or_site=request)
    form = FrameForm(request.GET, facet_choices(loading.current(), site.home), site.accent)
    chosen = form.chosen()
    path = reverse("embed_frame") + (f"?{urlencode(chosen)}" if chosen else "")
    height = HEIGHTS[chosen.get("show", "list")]
    tag = format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        settings.SITE_URL,
        path,
        site.title,
        height,
    )
    return render(request, "embed/choose.html", {"form": form, "path": path, "tag": str(tag), "height": height})


@kept(*LOOKS, *LIST_PARAMETERS)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The list of the site with the same parameters, for a frame: without header, footer, forms and cookies."""
    now, site = timezone.localtime(), SiteSettings.load(request_or_site=request)
    facets = facets_for(request.GET, loading.current(), now, Asker(site.home, site.walking_speed))
    page = facets.selection.page(
        PAGE_SIZE, after=resource_key_in(request.GET, "after"), before=resource_key_in(request.GET, "before")
    )
    cards = cards_of(page, now, facets, site.home, facets.wanted)
    show, text = _one_of(request, "show", SHOWN), _one_of(request, "text", TEXT_SIZES)
    colour = _colour(request, site.accent)
    with_map = show == "map" and bool(cards)
    context = {
        "facets": facets,
        "page": page,
        "page_size": PAGE_SIZE,
        "cards": cards,
        "query": _query(facets, {"show": show, "text": text} | ({"colour": colour} if colour else {})),
        "size": text,
        "colour": colour or site.accent.removeprefix("#"),
        "map": map_of_selection(facets.selection, site) if with_map else None,
    }
    return shows(render(request, "embed/frame.html", context), keys_on(cards))


def _one_of(request: HttpRequest, name: str, known: dict[str, str]) -> str:
    """The value of a parameter; the first known one for any other."""
    value = request.GET.get(name, "")
    return value if value in known else next(iter(known))


def _colour(request: HttpRequest, accent: str) -> str:
    """The colour that is asked for, as rrggbb; "" for that of the site, and for one in which nobody could read."""
    colour = request.GET.get("colour", "").removeprefix("#")
    try:
        validate_accent(f"#{colour}")
    except ValidationError:
        return ""
    return "" if f"#{colour}" == accent else colour


def _query(facets: Facets, looks: dict[str, str]) -> str:
    """The query string with which the next page of the frame is asked for."""
    return "&".join(filter(None, (facets.query, urlencode(looks))))
