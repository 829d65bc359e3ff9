"""Merging: two listings that are one place become one.

The survivor keeps what it says and takes over what it did not know. What refers to the other listing then refers to the
survivor, as far as `references` decides so. The other row stays with its revisions, no longer public, and its old address
leads to the survivor.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log

from directory.accounts.links import Link
from directory.accounts.users import author_field
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.catalogue.vocabulary import Answer
from directory.changes.listing_fields import publish_fields, row_as_json
from directory.duplicates.references import OnMerge, decision_on, references
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.of_packages import WHY_NOT
from directory.publishing.versions import directory_change
from directory.text_fields import OneLineField

LOGGED = "ibasho.merging"
"""The action of the log entry in Wagtail's history of the survivor."""
FIELD_GROUPS = (
    *EASY.items(), ("to_bring",),
    *((name,) for name in AT_THE_DOOR), ("organization",), ("place",), ("sector",),
    ("group_size",), ("capacity",), ("referral",), ("referral_how",), ("hours_note",), ("operation",), ("field",), ("office",),
    ("fee", "fee_note"), ("min_age", "max_age", "ages_of"), ("photo", "photo_alt", "photo_source", "photo_licence"),
    ("source", "source_licence"), ("wants_helpers", "helpers_wanted"),
    ("kinds",), ("activities",), ("stages",), ("worries",), ("schedules",),
)  # fmt: skip
"""Groups of fields that the survivor takes over where all of a group are empty. Not the name and its reading; and not targets and
areas, where empty means 「どなたでも」 and 「市の全体」."""
_NEVER_EMPTY = {"ages_of"}
_EMPTY = (None, "", False, [])


class FormerAddress(models.Model):
    """The key of a listing that was absorbed; its address now leads to `resource`."""

    old_key = models.BigIntegerField("前の番号", primary_key=True)
    name = OneLineField("前の名前", max_length=120)
    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="former_addresses")
    merged_at = models.DateTimeField("ひとつにした日時", default=timezone.now)
    merged_by = author_field("ひとつにした人")

    class Meta:
        verbose_name = "前のアドレス"
        verbose_name_plural = "前のアドレス"
        ordering = ["old_key"]

    def __str__(self):
        return f"{self.name} → {self.resource}"


def absorbed_keys() -> models.QuerySet:
    """Keys of the listings that were absorbed, as a subquery."""
    return FormerAddress.objects.values("old_key")


def survivor_of(old_key: int) -> Resource | None:
    """The survivor of the listing with this key; None where it was not absorbed."""
    former = FormerAddress.objects.select_related("resource").filter(pk=old_key).first()
    return former and former.resource


@receiver(pre_save, sender=Resource, dispatch_uid="directory.duplicates.merging")
def _refuse_publication_of_absorbed(instance: Resource, **kwargs) -> None:
    """An absorbed listing is never published again, whether by an old draft, a scheduled publication or a program."""
    if instance.live and instance.pk and (survivor := survivor_of(instance.pk)):
        raise ValidationError(f"「{instance}」は「{survivor}」とひとつになっています。「{survivor}」を直してください。")


def check_mergeable(absorbed: Resource, survivor: Resource) -> None:
    """Raises ValidationError where the two cannot be merged."""
    if absorbed.pk == survivor.pk:
        raise ValidationError("同じ地域資源です。2つの地域資源を選んでください。")
    if absorbed.is_of_package or survivor.is_of_package:
        raise ValidationError(WHY_NOT)
    if absorbed.municipality_id != survivor.municipality_id:
        raise ValidationError("市町村がちがいます。先に、どちらかの市町村を直してください。")
    if absorbed.visibility != survivor.visibility:
        # What only supporters may see must not become public on the way.
        raise ValidationError("「見える人」がちがいます。先に、同じにしてください。")
    if survivor.pk not in Resource.objects.live().filter(pk=survivor.pk).values_list("pk", flat=True):
        raise ValidationError(f"「{survivor}」は公開していません。公開しているほうを残してください。")
    if FormerAddress.objects.filter(pk__in=(absorbed.pk, survivor.pk)).exists():
        raise ValidationError("もう、ほかの地域資源とひとつになっています。一覧を開きなおしてください。")


def merge(absorbed: Resource, survivor: Resource, user) -> Resource:
    """Merge `absorbed` into `survivor`; returns the survivor as it is then. Raises ValidationError without changing anything."""
    # Statements of the absorbed listing move to the survivor.
    with directory_change(absorbed.pk, survivor.pk), rewriting_allowed():
        rows = Resource._base_manager.select_for_update().order_by("pk").in_bulk([absorbed.pk, survivor.pk])
        absorbed, survivor = rows[absorbed.pk], rows[survivor.pk]
        check_mergeable(absorbed, survivor)
        publish_fields(survivor, completed(row_as_json(survivor), row_as_json(absorbed)), user)
        _close(absorbed, survivor, user)
        _move_references(absorbed, survivor)
        _move_source_key(absorbed, survivor)
        FormerAddress.objects.create(old_key=absorbed.pk, name=absorbed.name, resource=survivor, merged_by=user)
        said = f"「{absorbed.name}」（番号 {absorbed.pk}）と、ひとつにしました。"
        log(instance=survivor, action=LOGGED, user=user, data={"said": said})
    return Resource.objects.get(pk=survivor.pk)


def completed(row: dict, other: dict) -> dict:
    """The content `row` of a revision, completed with what is empty in it and known in `other`."""
    row = dict(row)
    for names in FIELD_GROUPS:
        if all(row[name] in _EMPTY for name in names if name not in _NEVER_EMPTY):
            row |= {name: _as_new(row, other[name]) for name in names}
    known = {(contact["kind"], _letters_and_digits(contact["value"])) for contact in row["contacts"]}
    more = [
        contact
        for contact in other["contacts"]
        if (contact["kind"], _letters_and_digits(contact["value"])) not in known
    ]
    return row | {"contacts": row["contacts"] + _as_new(row, more), "features": _features(row, other)}


def _features(row: dict, other: dict) -> list[dict]:
    """The answers of both; where both know, that of `row`."""
    kept = [child for child in row["features"] if child["answer"] != Answer.UNKNOWN]
    known = {child["feature"] for child in kept}
    return kept + _as_new(row, [child for child in other["features"] if child["feature"] not in known])


def _as_new(row: dict, value):
    """A value of another row for this one; children get new keys."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [child | {"pk": None, "resource": row["pk"]} for child in value]
    return value


def _letters_and_digits(value: str) -> str:
    return "".join(letter for letter in value.casefold() if letter.isalnum())


def _close(absorbed: Resource, survivor: Resource, user) -> None:
    """Cancel the workflow of the absorbed listing, unpublish it, and end its links where another organization would get them."""
    if state := absorbed.current_workflow_state:
        state.cancel(user=user)
    if absorbed.live:
        UnpublishAction(absorbed, user=user).execute(skip_permission_checks=True)
    if absorbed.organization_id != survivor.organization_id:
        Link.objects.filter(resource=absorbed).end(Link.Ended.WITHDRAWN)


def _move_references(absorbed: Resource, survivor: Resource) -> None:
    """Do with each reference to the absorbed listing what `references` decides."""
    is_over = _has_ended(absorbed)
    for name, field in references().items():
        rows = field.model._base_manager.filter(**{field.name: absorbed})
        match decision_on(name):
            case OnMerge.MOVES:
                rows.update(**{field.name: survivor})
            case OnMerge.MOVES_IF_FREE:
                _move_if_free(rows, field.name, survivor)
            case OnMerge.HANDED_OVER:
                field.model.hand_over(absorbed.pk, survivor.pk)
            case OnMerge.MOVES_IF_RUNNING if not is_over:
                rows.update(**{field.name: survivor})


def _has_ended(resource: Resource) -> bool:
    said = resource.status_on(timezone.localdate())
    return said is not None and said.status == StatusStatement.Status.ENDED


def _move_if_free(rows: models.QuerySet, name: str, survivor: Resource) -> None:
    """Let rows refer to the survivor; those that a constraint refuses stay, one by one."""
    if _is_moved(rows, name, survivor):
        return
    for key in rows.order_by("pk").values_list("pk", flat=True):
        _is_moved(rows.filter(pk=key), name, survivor)


def _is_moved(rows: models.QuerySet, name: str, survivor: Resource) -> bool:
    try:
        with transaction.atomic():
            rows.update(**{name: survivor})
    except IntegrityError:
        return False
    return True


def _move_source_key(absorbed: Resource, survivor: Resource) -> None:
    """Give the key of the import to the survivor, so that the same list imported again finds it."""
    if absorbed.source_key and not survivor.source_key:
        Resource.objects.filter(pk=absorbed.pk).update(source_key="")
        Resource.objects.filter(pk=survivor.pk).update(source_key=absorbed.source_key)
