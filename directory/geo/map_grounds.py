"""What a city's printed maps are drawn on: the line of its boundary, from a file of the city's own."""

from django.db import models

from directory.geo.areas import Municipality
from directory.text_fields import OneLineField


class MapGround(models.Model):
    """The ground of the maps of one city.

    outline     rings as `directory.geo.outlines` makes them; [] where the city has given none
    credit      where it comes from, which stands on each map
    changed_at  by which a booklet that was made before is known to be older
    """

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, verbose_name="市町村", related_name="map_ground", primary_key=True
    )
    outline = models.JSONField("市の境", default=list, editable=False)
    credit = OneLineField(
        "もとの データの 名前",
        max_length=120,
        blank=True,
        help_text="地図の下に 書きます。例: 国土数値情報（行政区域データ）（国土交通省）を加工して作成",
    )
    changed_at = models.DateTimeField("変えた日時", auto_now=True)

    class Meta:
        verbose_name = "地図の もと"
        verbose_name_plural = "地図の もと"

    def __str__(self):
        return str(self.municipality)
