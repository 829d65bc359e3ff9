"""Places: an address, a point with its precision, and access."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from directory.geo.areas import Municipality, within_japan
from directory.japanese.folding import fold, same_name
from directory.publishing.drafts import Editorial, EditorialQuerySet
from directory.text_fields import OneLineField, SeveralLinesField

BUILDING_FEATURES = ("wheelchair", "accessible_toilet", "parking", "nursing_room")
"""Slugs of the features of a building: they hold for every listing in it that has no answer of its own."""


class PlaceQuerySet(EditorialQuerySet):
    """Places, by who may know of them."""

    def known_to(self, user):
        """Those that a user may know of: where a public listing is, one of their organizations, or all of their desk's city.

        The place of a listing for supporters alone is nobody else's to find. `user` is None for somebody who is not known.
        """
        key = user.pk if user else None
        holds = self.model._meta.get_field("resources").related_model._base_manager.filter(live=True)
        spoken_for = Q(organization__representatives__user=key, organization__representatives__until=None)
        shown = holds.filter(Q(visibility="public") | (spoken_for if key else Q(pk=None)))
        desks = Municipality.objects.filter(agencies__memberships__user=key) if key else Municipality.objects.none()
        return self.filter(Q(pk__in=shown.values("place")) | Q(municipality__in=desks))


class Place(Editorial):
    """A 場所 (HSDS location). A place may have no point or an approximate one: see `precision`."""

    touches = "place"

    class Precision(models.TextChoices):
        EXACT = "exact", "正確な位置"
        TOWN = "town", "町のまん中（おおよその位置）"
        MUNICIPALITY = "municipality", "市町村のまん中（おおよその位置）"
        NONE = "none", "位置は分からない"

    name = OneLineField("場所の名前", max_length=120, help_text="例: 平尾自治会館")
    reading = OneLineField(
        "よみがな",
        max_length=240,
        blank=True,
        default="",
        db_default="",
        help_text="ひらがなで。ふりがなとして出ます。",
    )
    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="places"
    )
    town = models.ForeignKey(
        "directory.Town", models.SET_NULL, verbose_name="町", related_name="places", null=True, blank=True
    )
    postcode = OneLineField("郵便番号", max_length=7, blank=True, help_text="7けたの数字。例: 2060823")
    address = OneLineField("住所", max_length=200, blank=True, help_text="市町村のあとから。例: 平尾1丁目2-3")
    building = OneLineField("建物・階", max_length=100, blank=True)
    lat = models.FloatField("緯度", null=True, blank=True)
    lng = models.FloatField("経度", null=True, blank=True)
    precision = models.CharField("位置の正確さ", max_length=12, choices=Precision, default=Precision.NONE)
    access = SeveralLinesField(
        "行き方", blank=True, help_text="例: バス停「平尾団地」から歩いて3分。玄関は道の反対側です。"
    )
    accessibility = SeveralLinesField("入りやすさ", blank=True, help_text="例: 玄関に段差が1つ。スロープを出せます。")
    is_sample = models.BooleanField("見本", default=False, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "場所"
        verbose_name_plural = "場所"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=within_japan(),
                name="place_in_japan",
                violation_error_message="位置が日本の外です。緯度と経度が入れかわっていないか、見てください。",
            ),
            models.CheckConstraint(
                condition=models.Q(precision="none", lat__isnull=True, lng__isnull=True)
                | (~models.Q(precision="none") & models.Q(lat__isnull=False, lng__isnull=False)),
                name="place_precision_says_point",
                violation_error_message="位置があるときは正確さを選び、ないときは「位置は分からない」にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(live=False) | ~models.Q(name=""),
                name="place_live_has_name",
                violation_error_message="公開する場所には、名前が要ります。",
            ),
            models.CheckConstraint(
                condition=models.Q(postcode="") | models.Q(postcode__regex=r"^[0-9]{7}$"),
                name="place_postcode_is_seven_digits",
                violation_error_message="郵便番号は7けたの数字です（ハイフンなし）。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_address(self) -> str:
        """The address in one line, from the municipality on; empty parts left out."""
        return " ".join(part for part in (f"{self.municipality.name}{self.street}", self.building) if part)

    @property
    def street(self) -> str:
        """The address after the municipality, which many write all the same, with or without its prefecture; else the town."""
        where = self.municipality
        street = (self.address or str(self.town or "")).strip()
        rest = street.removeprefix(where.prefecture).lstrip()
        return (rest.removeprefix(where.name).lstrip() if rest.startswith(where.name) else "") or street

    @property
    def address_beside_name(self) -> str:
        """The address as it stands beside the name of the place: without a building or an end that repeats that name."""
        street, name = self.street, self.name.strip()
        if name and street != name:
            street = street.removesuffix(name).rstrip()
        building = "" if same_words(self.building, name) else self.building.removeprefix(name).strip()
        return " ".join(part for part in (f"{self.municipality.name}{street}", building) if part)

    @property
    def asked_of_maps(self) -> str:
        """What a map application is asked for: the point, or where it is not exact the address in words, which leads nearer."""
        if self.lat is not None and not self.is_approximate:
            return f"{self.lat},{self.lng}"
        name = "" if self.address and same_words(self.name, self.address) else self.name
        return " ".join(part for part in (f"{self.municipality.prefecture}{self.full_address}", name) if part)

    @property
    def is_approximate(self) -> bool:
        """Whether the point is only the middle of a town or municipality."""
        return self.precision in (self.Precision.TOWN, self.Precision.MUNICIPALITY)

    def get_preview_template(self, request, mode_name):
        return "public/place_preview.html"


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for width, blanks and kana."""
    return fold(one) == fold(other)


def places_named(places: Iterable[Place], name: str, address: str = "", building: str = "") -> list[Place]:
    """Those of some places with this name, and with this address and this room where they are said.

    Width, blanks and kana do not count. A place whose address is not known is not taken for one whose address is said: what was
    said would be lost.
    """
    said = {column: text for column, text in (("address", address), ("building", building)) if fold(text)}
    return [
        one
        for one in places
        if same_name(one.name, name) and all(same_words(getattr(one, column), text) for column, text in said.items())
    ]
