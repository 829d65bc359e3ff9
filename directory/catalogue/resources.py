"""Resources (地域資源): the listings of the directory."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import LockableMixin, WorkflowMixin

from directory.catalogue.organizations import Operation, Organization
from directory.catalogue.parts import ReadableTexts
from directory.catalogue.places import Place
from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import StatusStatement, Verification, single_dates_that_hold, status_on
from directory.catalogue.town_alerts import StatusOfDay
from directory.catalogue.vocabulary import Answer, Scheme
from directory.hours.rules import Occurrence, occurrences
from directory.languages.times import ages_in_words
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.drafts import Editorial
from directory.publishing.of_packages import OfPackage
from directory.text_fields import OneLineField, SeveralLinesField


def _words(scheme: str, verbose_name: str, **options) -> ParentalManyToManyField:
    return ParentalManyToManyField(
        "directory.Term",
        verbose_name=verbose_name,
        related_name=f"resources_by_{scheme}",
        limit_choices_to={"scheme": scheme},
        blank=True,
        **options,
    )


class Resource(StatusOfDay, OfPackage, WorkflowMixin, LockableMixin, ReadableTexts, Editorial):
    """A 地域資源 (HSDS service): one listing, whatever kind of place it is."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "公開"
        SUPPORTERS = "supporters", "支援者のみ"

    class Referral(models.TextChoices):
        OPEN = "open", "そのまま行ける"
        REFERRAL = "referral", "紹介を受けて行く"
        CLOSED = "closed", "今は受け入れていない"

    class AgesOf(models.TextChoices):
        VISITOR = "visitor", "来る人の年齢"
        CHILD = "child", "いっしょに来る子どもの年齢"

    name = OneLineField("名前", max_length=120)
    reading = OneLineField("よみがな", max_length=240, blank=True, help_text="ひらがなで。ふりがなとして出ます。")
    summary = OneLineField(
        "ひとことで", max_length=200, blank=True, help_text="例: 体操とお茶で、月に2回集まっています。"
    )
    description = SeveralLinesField("くわしく", blank=True)
    first_visit = SeveralLinesField("はじめての方へ", blank=True)
    to_bring = OneLineField("持ち物", max_length=200, blank=True)

    organization = models.ForeignKey(
        "directory.Organization",
        models.SET_NULL,
        verbose_name="団体",
        related_name="resources",
        null=True,
        blank=True,
    )
    place = models.ForeignKey(
        "directory.Place", models.SET_NULL, verbose_name="場所", related_name="resources", null=True, blank=True
    )
    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="resources"
    )
    kinds = _words(Scheme.KINDS, "種類")
    targets = _words(Scheme.TARGETS, "対象", help_text="何も選ばないと「どなたでも」になります。")
    activities = _words(Scheme.ACTIVITIES, "活動")
    stages = _words(Scheme.STAGES, "参加の段階")
    worries = _words(Scheme.WORRIES, "相談できる困りごと")
    areas = ParentalManyToManyField(
        "directory.Area",
        verbose_name="受け持ちの圏域",
        related_name="resources",
        blank=True,
        help_text="何も選ばないと、市の全体になります。",
    )
    outside_area_ok = models.BooleanField("圏域の外の人も来られる", default=False)
    sector = models.ForeignKey(
        "directory.Term",
        models.SET_NULL,
        verbose_name="分野",
        related_name="+",
        limit_choices_to={"scheme": Scheme.SECTORS},
        null=True,
        blank=True,
    )
    ages_of = models.CharField("だれの年齢か", max_length=8, choices=AgesOf, default=AgesOf.VISITOR)
    min_age = models.PositiveSmallIntegerField("何歳から", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("何歳まで", null=True, blank=True)
    fee = models.PositiveIntegerField("参加費（円・1回）", null=True, blank=True, help_text="無料は 0")
    fee_note = OneLineField("参加費の説明", max_length=120, blank=True)
    group_size = models.PositiveSmallIntegerField("いつもの人数", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("定員", null=True, blank=True)
    referral = models.CharField("受け入れ", max_length=8, choices=Referral, blank=True)
    referral_how = OneLineField(
        "紹介のしかた", max_length=120, blank=True, default="", db_default="", help_text="例: 相談依頼シートで"
    )
    by_appointment = models.BooleanField("時間は相談して決める", default=False)
    hours_note = SeveralLinesField("日時の説明", blank=True, help_text="決まった形で書けない日時は、ここに。")
    operation = models.CharField("運営の形", max_length=10, choices=Operation, blank=True)
    field = OneLineField("相談の分野", max_length=60, blank=True)
    office = OneLineField("担当課", max_length=80, blank=True)
    visibility = models.CharField("見える人", max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    wants_helpers = models.BooleanField("担い手を募集している", default=False)
    helpers_wanted = OneLineField(
        "担い手募集のひとこと",
        max_length=120,
        blank=True,
        help_text="例: お茶の用意を手つだってくれる人。月に1回でも。",
    )

    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, verbose_name="写真", related_name="+", null=True, blank=True
    )
    photo_alt = OneLineField(
        "写真の説明", max_length=120, blank=True, help_text="目の見えない人に、何が写っているかを伝えます。"
    )
    photo_source = OneLineField("写真の出どころ", max_length=120, blank=True)
    photo_licence = OneLineField("写真の使い方の決まり", max_length=60, blank=True)

    source = OneLineField("情報の出どころ", max_length=200, blank=True)
    source_licence = OneLineField("情報の使い方の決まり", max_length=60, blank=True)
    source_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    is_sample = models.BooleanField("見本", default=False, editable=False)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id"
    )
    objects = ResourceQuerySet.as_manager()
    read_before: Mapping[str, list] = MappingProxyType({})

    class Meta:
        verbose_name = "地域資源"
        verbose_name_plural = "地域資源"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_age__isnull=True)
                | models.Q(max_age__isnull=True)
                | models.Q(max_age__gte=models.F("min_age")),
                name="resource_ages_in_order",
                violation_error_message="「何歳まで」は「何歳から」と同じか、それより上にしてください。",
            ),
            models.CheckConstraint(
                condition=(models.Q(min_age__isnull=True) | models.Q(min_age__lte=120))
                & (models.Q(max_age__isnull=True) | models.Q(max_age__lte=120)),
                name="resource_ages_up_to_120",
                violation_error_message="年齢は120歳までで入れてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(fee__isnull=True) | models.Q(fee__lte=65_000),
                name="resource_fee_up_to_65000",
                violation_error_message="参加費は1回65,000円までで入れてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(photo__isnull=True) | ~models.Q(photo_alt=""),
                name="resource_photo_has_alt",
                violation_error_message="写真には説明をつけてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(live=False) | ~models.Q(name=""),
                name="resource_live_has_name",
                violation_error_message="公開する地域資源には、名前が要ります。",
            ),
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~models.Q(source_key=""),
                name="resource_source_key_once",
                violation_error_message="同じ出どころの同じ行が、もうあります。",
            ),
        ]

    def __str__(self):
        return self.name

    def delete(self, *args, **kwargs):
        """Delete the whole listing, with all that was stated about it. Its entries in the history stay."""
        with rewriting_allowed():
            return super().delete(*args, **kwargs)

    @classmethod
    def touched_by(cls, rows):
        return list(cls._base_manager.filter(pk__in=rows).values_list("pk", flat=True))

    @classmethod
    def touched_by_instances(cls, instances):
        return [instance.pk for instance in instances]

    def get_absolute_url(self):
        return reverse("place", args=[self.pk])

    def get_preview_template(self, request, mode_name):
        return "public/place.html"

    def clean(self):
        wrong = {}
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            wrong["max_age"] = "「何歳まで」は「何歳から」と同じか、それより上にしてください。"
        if self.photo_id and not self.photo_alt:
            wrong["photo_alt"] = "写真には説明をつけてください。"
        if self.place_id and self.municipality_id and self.place.municipality_id != self.municipality_id:
            wrong["place"] = "場所が、別の市町村にあります。"
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_public(self) -> bool:
        """Whether residents may see it."""
        return self.live and self.visibility == self.Visibility.PUBLIC

    @property
    def ages(self) -> str:
        """「65歳から」, 「0歳から3歳まで」, or "" for all; whose they are says `ages_of`."""
        return ages_in_words(self.min_age, self.max_age)

    @property
    def public_place(self) -> Place | None:
        """Where it is, if residents may see the place."""
        return self.place if self.place and self.place.live else None

    @property
    def public_organization(self) -> Organization | None:
        """Who runs it, if residents may see the organization."""
        return self.organization if self.organization and self.organization.live else None

    def rows_of(self, relation: str) -> list:
        """The rows of a relation, without a query where `read_together` has read them."""
        return self.read_before[relation] if relation in self.read_before else list(getattr(self, relation).all())

    def statements_of(self, relation: str) -> list:
        """The statements of a kind; none of a listing that is only previewed and has no row yet."""
        return self.rows_of(relation) if self.pk else []

    def next_dates(self, first: dt.date, count: int, now: dt.time | None = None) -> list[Occurrence]:
        """The next `count` dates of `coming`."""
        return list(islice(self.coming(first, now), count))

    def coming(self, first: dt.date, now: dt.time | None = None, last: dt.date | None = None) -> Iterator[Occurrence]:
        """The dates from the day `first`, to `last` if given, without those in a pause or after the end.

        now   the time of day on `first`: what is over is left out, and what began the evening before and still goes on is in
        """
        # A rhythm names no day.
        rules = [schedule.rule for schedule in self.rows_of("schedules") if not schedule.times]
        singles = [date.single for date in single_dates_that_hold(self.statements_of("single_dates"))]
        if not rules and not singles:
            return
        moment = None if now is None else dt.datetime.combine(first, now)
        statements = self.said_of_status
        for occurrence in occurrences(rules, singles, first if moment is None else first - dt.timedelta(1), last):
            if moment is not None and occurrence.is_over(moment):
                continue
            said = status_on(statements, occurrence.day)
            if said is None or said.status == StatusStatement.Status.ACTIVE:
                yield occurrence

    @property
    def rhythms(self) -> list[Schedule]:
        """Schedules that say how often it meets, but no day: 「月2回」."""
        return [schedule for schedule in self.rows_of("schedules") if schedule.times]

    @property
    def last_verification(self) -> Verification | None:
        """The newest verification."""
        return max(self.statements_of("verifications"), key=lambda v: (v.day, v.pk), default=None)

    @property
    def places_left(self) -> int | None:
        """Places left as last reported; None where unknown."""
        told = max(self.statements_of("vacancies"), key=lambda v: v.pk, default=None)
        return told.left if told else None

    def answers(self) -> dict[str, str]:
        """The known features: {slug: "yes" or "no"}; the answer of the listing, else that of its building."""
        known = {}
        for row in [*(self.place.features.all() if self.place else []), *self.rows_of("features")]:
            if row.answer != Answer.UNKNOWN:
                known[row.feature.slug] = row.answer
        return known
