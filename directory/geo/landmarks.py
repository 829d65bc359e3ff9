"""Stations and other landmarks by which people say where they are: 「○○駅の 近く」."""

from django.db import models

from directory.geo.areas import Municipality, within_japan
from directory.publishing.versions import PLACE_NAMES, VersionedModel
from directory.text_fields import OneLineField

STATION = "駅"


class Landmark(VersionedModel):
    """A point that people know by name: a station, a hospital, a shop."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name="市町村", related_name="landmarks")
    name = OneLineField("目印", max_length=60, help_text="例: つむぎ野駅、市立病院")
    reading = OneLineField("よみ", max_length=120, blank=True)
    lat = models.FloatField("緯度")
    lng = models.FloatField("経度")

    class Meta:
        verbose_name = "目印（駅など）"
        verbose_name_plural = "目印（駅など）"
        ordering = ["municipality", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="landmark_once",
                violation_error_message="同じ目印が、もうあります。",
            ),
            models.CheckConstraint(
                condition=within_japan(),
                name="landmark_in_japan",
                violation_error_message="位置が日本の外です。緯度と経度が入れかわっていないか、見てください。",
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def touched_by(cls, rows):
        """A changed landmark changes no resource, only the names of places that a search finds: PLACE_NAMES stands for those."""
        return [PLACE_NAMES]
