"""The words of the product: kinds, targets, activities, features, stages, sectors and worries.

Shipped in fixtures/vocabulary.yaml and filled after every migration, so that an otherwise empty database knows them.
A city may add words and change labels; a slug is never renamed.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import models

from directory.publishing.after_migrations import once_all_is_migrated
from directory.publishing.versions import VersionedModel, directory_change
from directory.text_fields import OneLineField


class Scheme(models.TextChoices):
    """The word lists, by their names in fixtures/vocabulary.yaml."""

    KINDS = "kinds", "種類"
    TARGETS = "targets", "対象"
    ACTIVITIES = "activities", "活動"
    FEATURES = "features", "配慮"
    STAGES = "stages", "参加の段階"
    SECTORS = "sectors", "分野"
    WORRIES = "worries", "困りごと"


class Answer(models.TextChoices):
    """The three answers. A missing answer is UNKNOWN, never NO."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    UNKNOWN = "unknown", "分かりません"


class Term(VersionedModel):
    """One word (HSDS taxonomy_term)."""

    scheme = models.CharField("一覧", max_length=12, choices=Scheme)
    slug = models.SlugField("記号", max_length=40)
    label = OneLineField("ことば", max_length=80)
    position = models.PositiveSmallIntegerField("順番", default=0)

    class Meta:
        verbose_name = "ことば"
        verbose_name_plural = "ことば"
        ordering = ["scheme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "slug"],
                name="term_once",
                violation_error_message="同じ記号のことばが、もうあります。",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def short_label(self) -> str:
        """The label without the brackets after it, for chips."""
        return self.label.split("（")[0]


def is_desk(kinds: Iterable[Term]) -> bool:
    """Whether a listing of these kinds is a desk, where people call or come to ask for advice."""
    return any(kind.slug == "consultation" for kind in kinds)


@cache
def shipped_words() -> dict:
    """The content of fixtures/vocabulary.yaml: {scheme: {slug: label}}."""
    return yaml.safe_load(Path(settings.BASE_DIR, "fixtures", "vocabulary.yaml").read_text(encoding="utf-8"))


@once_all_is_migrated
def add_shipped_words(using="default", **kwargs) -> None:
    """Add the words of the file that the database lacks; words that a city has changed stay. Receiver of `post_migrate`."""
    known = set(Term.objects.using(using).values_list("scheme", "slug"))
    missing = [
        Term(scheme=scheme, slug=slug, label=label, position=position)
        for scheme in Scheme.values
        for position, (slug, label) in enumerate(shipped_words()[scheme].items())
        if (scheme, slug) not in known
    ]
    if missing:
        with directory_change():
            Term.objects.using(using).bulk_create(missing)
