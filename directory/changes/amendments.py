"""Amendments (変更の申し出): changes of single fields, old → new, made by an association or on its behalf.

Fields that the city marks as sensitive wait for its approval; the others are public at once. In both cases the values are
written into the row as it is at that moment, published as a Wagtail revision, and can be reverted. Where a field no longer
holds the old value, that is a conflict: it is shown, and nothing is overwritten by accident.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from directory.accounts.users import author_field
from directory.catalogue.resources import Resource
from directory.changes.approval_rules import waiting_fields, with_grouped_fields
from directory.changes.differences import difference_in_words, label, plain_value, value_in_words, verification_in_words
from directory.changes.listing_fields import (
    NOTES,
    STATUS,
    checks_since,
    current_values,
    fingerprint_of_fields,
    lock_listing_row,
    revision_value,
    row_as_json,
    write_changes,
)
from directory.publishing.versions import directory_change
from directory.text_fields import OneLineField


class Conflict(Exception):
    """Fields no longer hold the old value of a change. `fields`: their names."""

    def __init__(self, fields):
        super().__init__("、".join(label(name) for name in fields))
        self.fields = list(fields)


class AmendmentQuerySet(models.QuerySet):
    """Amendments, by their state."""

    def waiting(self):
        """Those that the city has not answered."""
        return self.filter(state=Amendment.State.WAITING)

    def for_lists(self):
        """With the rows that a list shows, in one query."""
        return self.select_related("resource__organization", "resource__municipality", "made_by", "decided_by")


class Amendment(models.Model):
    """One proposed change. `changes` is {field: {"old": plain value, "new": plain value}}."""

    class State(models.TextChoices):
        WAITING = "waiting", "市の確認を待っています"
        PUBLISHED = "published", "公開しました"
        REFUSED = "refused", "公開しませんでした"
        WITHDRAWN = "withdrawn", "取り下げました"
        REVERTED = "reverted", "元に戻しました"

    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="amendments")
    changes = models.JSONField("変更")
    made_at = models.DateTimeField("申し出の日時", default=timezone.now)
    made_by = author_field("申し出た人")
    on_behalf = models.BooleanField("団体に代わって", default=False)
    by_city = models.BooleanField("市が元に戻した", default=False)
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    decided_by = author_field("決めた人")
    reason = OneLineField("ひとこと", max_length=300, blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, verbose_name="公開した版", null=True, blank=True, related_name="+"
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "変更の申し出"
        verbose_name_plural = "変更の申し出"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "resource"], name="amendment_state_resource")]

    def __str__(self):
        return f"{self.resource}: {'、'.join(self.labels)}"

    @property
    def labels(self) -> list[str]:
        """Japanese names of the fields."""
        return [label(name) for name in self.changes]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each field and its difference in plain words."""
        sides = ((name, change["old"], change["new"]) for name, change in self.changes.items())
        return [(label(name), difference_in_words(name, old, new)) for name, old, new in sides]

    @property
    def at_once(self) -> bool:
        """Whether it was public at once, without approval."""
        return self.decided_at == self.made_at

    @property
    def can_be_undone(self) -> bool:
        """Whether the association itself may revert it: it was public at once and not made by the city.

        Not while the city has locked the listing, and not where it removed a photo, whose file is deleted.
        """
        return self.may_be_undone(waiting_fields(self.resource.municipality_id))

    def may_be_undone(self, waits: frozenset[str]) -> bool:
        """The same, for a list that has read the waiting fields of the municipality (`waits`) once."""
        by_hand = self.by_city or self.resource.locked or waits & self.changes.keys() or self.takes_photo_away
        return self.state == self.State.PUBLISHED and self.at_once and not by_hand

    @property
    def takes_photo_away(self) -> bool:
        """Whether it removes the photo of the listing."""
        photo = self.changes.get("photo")
        return photo is not None and photo["new"] is None

    def decide(self, state, by, reason: str = "", at=None) -> None:
        """Record the decision, at the moment `at` (default: now)."""
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at or timezone.now(), reason
        self.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def conflicts(amendment: Amendment) -> dict[str, str]:
    """Fields that hold neither the old nor the new value of a change: {name: the present value in words}.

    For an end (終わりました), a verification of the listing since then is a conflict too.
    """
    now = current_values(amendment.resource, amendment.changes)
    against = {
        name: value_in_words(name, now[name])
        for name, change in amendment.changes.items()
        if now[name] not in (change["old"], change["new"])
    }
    wanted = amendment.changes.get(STATUS, {}).get("new")
    checks = checks_since(amendment.resource, amendment.made_at) if wanted and wanted["status"] == "ended" else []
    if checks and now[STATUS] != wanted:
        against[STATUS] = "。".join([value_in_words(STATUS, now[STATUS]), *map(verification_in_words, checks)])
    return against


@transaction.atomic
def propose(
    resource: Resource, values: dict, by, on_behalf: bool = False, approved: bool = False, notes: dict | None = None
) -> list[Amendment]:
    """Propose new values {field: plain value}. Returns the amendments made: one published, one waiting, or none if equal.

    approved   True where `by` may approve it: then nothing waits; notes: {field: sentences for the approver}

    A newer proposal of the same person for the same field replaces the one that waits. While the city has locked the
    listing, everything waits.
    """
    resource = lock_listing_row(resource)
    old = current_values(resource, values)
    changes = {name: {"old": old[name], "new": plain_value(name, value)} for name, value in values.items()}
    for waiting in Amendment.objects.waiting().filter(resource=resource, made_by=by):
        _withdraw(waiting, changes)
    changes = {name: change for name, change in changes.items() if change["old"] != change["new"]}
    for name in changes.keys() & (notes or {}).keys():
        changes[name][NOTES] = notes[name]
    sensitive = set(changes) if resource.locked else with_grouped_fields(waiting_fields(resource.municipality_id))
    waits_here = set() if approved else sensitive
    made = []
    for waits in (False, True):
        if part := {name: change for name, change in changes.items() if (name in waits_here) == waits}:
            amendment = Amendment.objects.create(resource=resource, changes=part, made_by=by, on_behalf=on_behalf)
            if not waits:
                _publish(amendment, part)
                amendment.decide(Amendment.State.PUBLISHED, by, at=amendment.made_at)
            made.append(amendment)
    return made


def row_with_waiting_changes(resource: Resource, by) -> dict:
    """The row (content of a revision) with the waiting changes of one person, for their forms; a new place as a dict of facts."""
    row = row_as_json(resource)
    for waiting in Amendment.objects.waiting().filter(resource=resource, made_by=by).order_by("pk"):
        row |= {n: revision_value(row, n, change["new"]) for n, change in waiting.changes.items() if n != STATUS}
    return row


def _withdraw(waiting: Amendment, names) -> None:
    """Withdraw the fields `names` of a waiting amendment; its other fields go on waiting."""
    again = {name: change for name, change in waiting.changes.items() if name in names}
    if again:
        _split(waiting, again).decide(Amendment.State.WITHDRAWN, waiting.made_by)


def _split(amendment: Amendment, part: dict) -> Amendment:
    """Split `part` of the changes off into an amendment of its own; returns that one, or itself where `part` is all."""
    rest = {name: change for name, change in amendment.changes.items() if name not in part}
    if not rest:
        return amendment
    amendment.changes = rest
    amendment.save(update_fields=["changes"])
    return Amendment.objects.create(
        resource=amendment.resource,
        changes=part,
        made_at=amendment.made_at,
        made_by=amendment.made_by,
        on_behalf=amendment.on_behalf,
    )


@transaction.atomic
def approve(amendment: Amendment, by, reason: str = "", fields=None, looked_at: str = "") -> Amendment:
    """Publish the chosen `fields` (all by default) of a waiting change; the others are refused with the same reason.

    Raises Conflict where a chosen field has another value by now, unless `looked_at` is the fingerprint
    (`fingerprint_of_fields`) of the present values: then the approver has seen them and still wants the change. Raises
    ValidationError where nothing is chosen, or where fields are left out without a reason, and ValueError where the
    amendment is decided already.
    """
    amendment = _lock_in_state(amendment, Amendment.State.WAITING)
    wanted = amendment.changes if fields is None else with_grouped_fields(fields)
    chosen = {name: change for name, change in amendment.changes.items() if name in wanted}
    if not chosen:
        raise ValidationError("公開する項目を えらんでください。1つも公開しないときは「公開しない」を おします。")
    if len(chosen) < len(amendment.changes) and not reason.strip():
        raise ValidationError("公開しない項目があるときは、わけを書いてください。団体の人が読みます。")
    unseen = {} if looked_at == fingerprint_of_fields(amendment.resource, amendment.changes) else conflicts(amendment)
    if changed := [name for name in chosen if name in unseen]:
        raise Conflict(changed)
    approved = _split(amendment, chosen)
    _publish(approved, chosen)
    approved.decide(Amendment.State.PUBLISHED, by, reason)
    if approved is not amendment:
        amendment.decide(Amendment.State.REFUSED, by, reason)
    return approved


@transaction.atomic
def refuse(amendment: Amendment, by, reason: str) -> Amendment:
    """Refuse a waiting change with a reason. Raises ValueError where it is decided already."""
    amendment = _lock_in_state(amendment, Amendment.State.WAITING)
    amendment.decide(Amendment.State.REFUSED, by, reason)
    return amendment


@transaction.atomic
def withdraw(amendment: Amendment, by) -> Amendment:
    """取り下げる: the association withdraws a waiting change. Raises ValueError where it is decided already."""
    amendment = _lock_in_state(amendment, Amendment.State.WAITING)
    amendment.decide(Amendment.State.WITHDRAWN, by)
    return amendment


def revert(amendment: Amendment, by, on_behalf: bool = False) -> Amendment:
    """元に戻す by the association or on its behalf: a new amendment that restores the old values of a published one.

    Raises Conflict where the fields were changed again since.
    """
    return _revert(amendment, by, on_behalf=on_behalf)


def revert_by_city(amendment: Amendment, by, reason: str) -> Amendment:
    """The same by the city, with a reason; the association cannot revert it. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError("元に戻すわけを書いてください。団体の人が読みます。")
    return _revert(amendment, by, reason=reason, by_city=True)


@transaction.atomic
def _revert(amendment: Amendment, by, reason: str = "", **author) -> Amendment:
    amendment = _lock_in_state(amendment, Amendment.State.PUBLISHED)
    now = current_values(amendment.resource, amendment.changes)
    if changed := [name for name, change in amendment.changes.items() if now[name] != change["new"]]:
        raise Conflict(changed)
    back = {name: {"old": change["new"], "new": change["old"]} for name, change in amendment.changes.items()}
    undone = Amendment.objects.create(resource=amendment.resource, changes=back, made_by=by, **author)
    _publish(undone, back, back=True)
    undone.decide(Amendment.State.PUBLISHED, by, reason, at=undone.made_at)
    amendment.state = Amendment.State.REVERTED
    amendment.save(update_fields=["state"])
    return undone


def _lock_in_state(amendment: Amendment, state) -> Amendment:
    """The amendment and its listing, read with row locks against others who decide at the same moment.

    The listing is locked first, as everywhere (`lock_listing_row`), so that there is no deadlock. Raises ValueError where
    the amendment is not in `state`.
    """
    resource = lock_listing_row(amendment.resource)
    locked = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if locked.state != state:
        raise ValueError(f"「{locked}」は、もう決まっています（{locked.get_state_display()}）。")
    locked.resource = resource
    return locked


def _publish(amendment: Amendment, changes: dict, back: bool = False) -> None:
    """Write the new values of `changes` into the row and publish them, as a revision of whoever proposed them."""
    with directory_change():
        amendment.revision = write_changes(amendment.resource, changes, amendment.made_by, amendment.on_behalf, back)
        amendment.changes = changes
        amendment.save(update_fields=["changes", "revision"])
