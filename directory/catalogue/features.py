"""Features of a resource or a place (a lift, a car park, sign language): yes, no or unknown."""

from django.db import models
from modelcluster.fields import ParentalKey

from directory.catalogue.parts import PartOfResource
from directory.catalogue.places import BUILDING_FEATURES, Place
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Scheme
from directory.publishing.versions import VersionedModel


class ResourceFeature(PartOfResource):
    """The answer on one feature of a resource (HSDS attribute)."""

    # A changed answer is a new row, and the task that updates Wagtail's reference index would look for the deleted one.
    wagtail_reference_index_ignore = True

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="features")
    feature = models.ForeignKey(
        "directory.Term", models.CASCADE, verbose_name="配慮", limit_choices_to={"scheme": Scheme.FEATURES}
    )
    answer = models.CharField("答え", max_length=8, choices=Answer, default=Answer.UNKNOWN)

    class Meta:
        verbose_name = "配慮"
        verbose_name_plural = "配慮"
        ordering = ["feature__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "feature"],
                name="resource_feature_once",
                violation_error_message="同じ配慮が2つあります。1つにしてください。",
            )
        ]

    def __str__(self):
        return f"{self.feature}: {self.get_answer_display()}"


class PlaceFeature(VersionedModel):
    """The answer on one feature of a building."""

    # A changed answer is a new row, and the task that updates Wagtail's reference index would look for the deleted one.
    wagtail_reference_index_ignore = True

    touches = "place__features"

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="features")
    feature = models.ForeignKey(
        "directory.Term",
        models.CASCADE,
        verbose_name="配慮",
        limit_choices_to={"scheme": "features", "slug__in": BUILDING_FEATURES},
    )
    answer = models.CharField("答え", max_length=8, choices=Answer, default=Answer.UNKNOWN)

    class Meta:
        verbose_name = "建物の配慮"
        verbose_name_plural = "建物の配慮"
        ordering = ["feature__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "feature"],
                name="place_feature_once",
                violation_error_message="同じ配慮が2つあります。1つにしてください。",
            )
        ]

    def __str__(self):
        return f"{self.feature}: {self.get_answer_display()}"
