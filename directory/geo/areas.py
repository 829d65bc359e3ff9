"""Municipalities, their towns (町字), and the areas (圏域) that are sets of towns."""

from collections import defaultdict

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from directory.geo.municipality_codes import is_municipality_code
from directory.geo.points import JAPAN
from directory.publishing.versions import PLACE_NAMES, VersionedModel
from directory.text_fields import OneLineField


def validate_code(code: str) -> None:
    """Raises ValidationError unless `code` is six digits of which the last one is the check digit."""
    if not is_municipality_code(code):
        raise ValidationError(f"「{code}」は市町村コードではありません。6けたの番号を入れてください（例: 132250）。")


def within_japan(lat: str = "lat", lng: str = "lng") -> models.Q:
    """Condition that a pair of nullable columns is empty or a point in Japan."""
    south, west, north, east = JAPAN
    inside = models.Q(**{f"{lat}__range": (south, north), f"{lng}__range": (west, east)})
    return inside | models.Q(**{f"{lat}__isnull": True, f"{lng}__isnull": True})


def once_per_city(field: str, name: str, message: str = "") -> list[models.UniqueConstraint]:
    """That a field's value stands once for each municipality, and once among the rows without one.

    Two constraints, since SQLite makes none that counts empty columns as equal.
    """
    told = {"violation_error_message": message} if message else {}
    for_all = models.Q(municipality=None)
    return [
        models.UniqueConstraint(fields=["municipality", field], name=name, **told),
        models.UniqueConstraint(fields=[field], condition=for_all, name=f"{name}_for_all", **told),
    ]


class Municipality(VersionedModel):
    """A city, town or village."""

    touches = "place__municipality"

    code = OneLineField("市町村コード", max_length=6, primary_key=True, validators=[validate_code])
    prefecture = OneLineField("都道府県", max_length=4)
    name = OneLineField("市町村", max_length=20)
    lat = models.FloatField("緯度", null=True, blank=True)
    lng = models.FloatField("経度", null=True, blank=True)

    class Meta:
        verbose_name = "市町村"
        verbose_name_plural = "市町村"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{6}$"),
                name="municipality_code_is_six_digits",
                violation_error_message="市町村コードは6けたの数字です。",
            ),
            models.CheckConstraint(
                condition=within_japan(),
                name="municipality_in_japan",
                violation_error_message="位置が日本の外です。緯度と経度が入れかわっていないか、見てください。",
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def touched_by(cls, rows):
        """Also the listings of the municipality that have no place: online, by telephone, visiting."""
        resources = apps.get_model("directory", "Resource")._base_manager
        own = resources.filter(municipality__in=rows).values_list("pk", flat=True)
        return [*super().touched_by(rows), *own]


class Town(VersionedModel):
    """A 町字 of a municipality, with its middle point where known."""

    touches = "place__town"

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name="市町村", related_name="towns")
    name = OneLineField("町", max_length=60)
    koaza = OneLineField("小字", max_length=60, blank=True)
    reading = OneLineField("よみ", max_length=120, blank=True)
    postcode = OneLineField("郵便番号", max_length=7, blank=True)
    lat = models.FloatField("緯度", null=True, blank=True)
    lng = models.FloatField("経度", null=True, blank=True)

    class Meta:
        verbose_name = "町"
        verbose_name_plural = "町"
        ordering = ["municipality", "name", "koaza", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name", "koaza"],
                name="town_once",
                violation_error_message="同じ町が、もうあります。",
            ),
            models.CheckConstraint(
                condition=within_japan(),
                name="town_in_japan",
                violation_error_message="位置が日本の外です。緯度と経度が入れかわっていないか、見てください。",
            ),
        ]

    def __str__(self):
        return f"{self.name}{self.koaza}"

    @classmethod
    def touched_by(cls, rows):
        """Keys of the resources in these towns, and PLACE_NAMES, because a search finds the names of towns too."""
        return [PLACE_NAMES, *super().touched_by(rows)]


class AreaSystem(VersionedModel):
    """A way in which a municipality is divided: 圏域, 小学校区, 住民自治協議会, 第1層/第2層 …"""

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name="市町村", related_name="area_systems")
    name = OneLineField("分け方", max_length=60)

    class Meta:
        verbose_name = "圏域の分け方"
        verbose_name_plural = "圏域の分け方"
        ordering = ["municipality", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="area_system_once",
                violation_error_message="同じ名前の分け方が、もうあります。",
            )
        ]

    def __str__(self):
        return self.name


class Area(VersionedModel):
    """A set of towns in one system; nested only within that system. A nested area's towns count for its parent too."""

    system = models.ForeignKey(AreaSystem, models.CASCADE, verbose_name="分け方", related_name="areas")
    name = OneLineField("圏域", max_length=60)
    reading = OneLineField(
        "よみがな",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="ひらがなで。ふりがなとして出ます。",
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="上の圏域", related_name="children", null=True, blank=True
    )
    towns = models.ManyToManyField(Town, verbose_name="町", related_name="areas", blank=True)

    class Meta:
        verbose_name = "圏域"
        verbose_name_plural = "圏域"
        ordering = ["system", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "name"], name="area_once", violation_error_message="同じ名前の圏域が、もうあります。"
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        above = self.parent
        while above:
            if above.pk == self.pk:
                raise ValidationError({"parent": "自分の下にある圏域は選べません。"})
            if above.system_id != self.system_id:
                raise ValidationError({"parent": "上の圏域は、同じ分け方の中から選んでください。"})
            above = above.parent


def towns_by_area() -> defaultdict[int, set[int]]:
    """Keys of the towns of each area, those of the areas below it too; areas without towns are left out.

    Two people who save at once can close a circle, and an area may be new: neither stops the whole site.
    """
    above, towns = dict(Area.objects.values_list("pk", "parent")), defaultdict(set)
    for area, town in Area.towns.through.objects.values_list("area_id", "town_id"):
        while area and town not in towns[area]:
            towns[area].add(town)
            area = above.get(area)
    return towns
