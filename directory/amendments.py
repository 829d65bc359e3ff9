"""変更の申し出: a change of single fields, old → new, that somebody from an association or for it has made.

What a city marks as sensitive waits until the city has looked; the rest is public at once. In both cases the fields are
put into the row as it is at that moment, published as a Wagtail revision, and can be taken back. Where a field no longer
holds the value that the change was made from, that is a conflict: it is shown, and nothing is undone by accident.
"""

from django.db import models, transaction
from django.utils import timezone

from directory.applying import STATUS, content_of, new_place, present, publish_fields, row_of, seen
from directory.differences import in_words, label, plain, value_in_words
from directory.editions import changing
from directory.resources import Resource
from directory.standing import StatusStatement

SENSITIVE = ("place", "contacts", "targets", "status")
"""Fields that wait for the city unless it says otherwise; "status" is the end of a place, a pause never waits."""
TOGETHER = (("photo", "photo_alt", "photo_source", "photo_licence"), ("min_age", "max_age", "ages_of"))
"""Fields that make sense only together: where one of them waits or is chosen, the others do too."""


class Conflict(Exception):
    """A field does not hold the value that a change was made from. `fields`: their names."""

    def __init__(self, fields):
        super().__init__("、".join(label(name) for name in fields))
        self.fields = list(fields)


class ApprovalRule(models.Model):
    """The fields whose changes a city looks at before they are public."""

    municipality = models.OneToOneField(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="approval_rule"
    )
    fields = models.JSONField("市が見てから公開する項目", default=list, blank=True)

    class Meta:
        verbose_name = "公開の前に見る項目"
        verbose_name_plural = "公開の前に見る項目"

    def __str__(self):
        return f"{self.municipality}: {'、'.join(label(name) for name in self.fields)}"


def waiting_fields(municipality_id: str) -> frozenset[str]:
    """Names of the fields that wait in a municipality."""
    rule = ApprovalRule.objects.filter(municipality=municipality_id).first()
    return frozenset(SENSITIVE if rule is None else rule.fields)


class AmendmentQuerySet(models.QuerySet):
    """Amendments."""

    def waiting(self):
        """Those that the city has not answered."""
        return self.filter(state=Amendment.State.WAITING)

    def for_lists(self):
        """With what a list shows."""
        return self.select_related("resource__organization", "resource__municipality", "made_by", "decided_by")


class Amendment(models.Model):
    """One change that was asked for. `changes` is {field: {"old": plain value, "new": plain value}}."""

    class State(models.TextChoices):
        WAITING = "waiting", "市の確認を待っています"
        PUBLISHED = "published", "公開しました"
        REFUSED = "refused", "公開しませんでした"
        WITHDRAWN = "withdrawn", "出し直しました"
        REVERTED = "reverted", "元に戻しました"

    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="amendments")
    changes = models.JSONField("変更")
    made_at = models.DateTimeField("申し出の日時", default=timezone.now)
    made_by = models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name="申し出た人", null=True, blank=True, related_name="+"
    )
    on_behalf = models.BooleanField("団体に代わって", default=False)
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name="決めた人", null=True, blank=True, related_name="+"
    )
    reason = models.CharField("ひとこと", max_length=300, blank=True)
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
        return [(label(name), in_words(name, change["old"], change["new"])) for name, change in self.changes.items()]

    @property
    def can_be_undone(self) -> bool:
        """Whether the association itself may take it back: it was public at once, without the city."""
        sensitive = waiting_fields(self.resource.municipality_id) & self.changes.keys()
        return self.state == self.State.PUBLISHED and self.made_by_id == self.decided_by_id and not sensitive

    def decide(self, state, by, reason: str = "") -> None:
        """Write down what became of it."""
        self.state, self.decided_by, self.decided_at, self.reason = state, by, timezone.now(), reason
        self.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def conflicts(amendment: Amendment) -> dict[str, str]:
    """Fields of a change that hold neither what it was made from nor what it asks for: {name: the value of now}."""
    now = present(amendment.resource, amendment.changes)
    return {
        name: value_in_words(name, now[name])
        for name, change in amendment.changes.items()
        if now[name] not in (change["old"], change["new"])
    }


@transaction.atomic
def propose(resource: Resource, values: dict, by, on_behalf: bool = False) -> list[Amendment]:
    """Ask for new values of fields. Gives the amendments made: what waits, what was published at once; none if equal.

    A newer wish of the same person for the same field takes the place of the one that waits. Everything waits while the
    city has locked the listing.
    """
    resource = _held(resource)
    old = present(resource, values)
    changes = {name: {"old": old[name], "new": plain(name, value)} for name, value in values.items()}
    for waiting in Amendment.objects.waiting().filter(resource=resource, made_by=by):
        _withdraw(waiting, changes)
    changes = {name: change for name, change in changes.items() if change["old"] != change["new"]}
    sensitive = changes.keys() if resource.locked else waiting_fields(resource.municipality_id) & changes.keys()
    waits_here = with_companions(sensitive)
    made = []
    for waits in (False, True):
        if part := {name: change for name, change in changes.items() if (name in waits_here) == waits}:
            amendment = Amendment.objects.create(resource=resource, changes=part, made_by=by, on_behalf=on_behalf)
            if not waits:
                _publish(amendment, part)
                amendment.decide(Amendment.State.PUBLISHED, by)
            made.append(amendment)
    return made


def as_wished(resource: Resource, by) -> dict:
    """The row with what somebody has asked for and the city has not answered: what their forms are filled with.

    A new place is there as its facts.
    """
    row = row_of(resource)
    for waiting in Amendment.objects.waiting().filter(resource=resource, made_by=by).order_by("pk"):
        row |= {n: content_of(row, n, change["new"]) for n, change in waiting.changes.items() if n != STATUS}
    return row


def with_companions(names) -> set[str]:
    """Names of fields, and of those that go with them."""
    return set(names).union(*(group for group in TOGETHER if set(names) & set(group)))


def _withdraw(waiting: Amendment, names) -> None:
    """Take back the fields that are asked for anew; the others of that amendment go on waiting."""
    again = {name: change for name, change in waiting.changes.items() if name in names}
    if again:
        _split(waiting, again).decide(Amendment.State.WITHDRAWN, waiting.made_by)


def _split(amendment: Amendment, part: dict) -> Amendment:
    """An amendment of `part` of the changes alone; itself where that is all."""
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

    Raises Conflict where a chosen field has another value by now, unless `looked_at` is the mark (`seen`) of exactly
    the values of now: then the approver has seen them and wants the change all the same.
    """
    amendment = _locked(amendment, Amendment.State.WAITING)
    _held(amendment.resource)
    wanted = amendment.changes if fields is None else with_companions(fields)
    chosen = {name: change for name, change in amendment.changes.items() if name in wanted}
    unseen = {} if looked_at == seen(amendment.resource, amendment.changes) else conflicts(amendment)
    if changed := [name for name in chosen if name in unseen]:
        raise Conflict(changed)
    if not chosen:
        return refuse(amendment, by, reason)
    approved = _split(amendment, chosen)
    _publish(approved, chosen)
    approved.decide(Amendment.State.PUBLISHED, by, reason)
    if approved is not amendment:
        amendment.decide(Amendment.State.REFUSED, by, reason)
    return approved


@transaction.atomic
def refuse(amendment: Amendment, by, reason: str) -> Amendment:
    """Leave the listing as it is, and say why."""
    amendment = _locked(amendment, Amendment.State.WAITING)
    amendment.decide(Amendment.State.REFUSED, by, reason)
    return amendment


@transaction.atomic
def revert(amendment: Amendment, by, reason: str = "", on_behalf: bool = False) -> Amendment:
    """Put back what was before a published change, as a change of its own. Raises Conflict if changed again since."""
    amendment = _locked(amendment, Amendment.State.PUBLISHED)
    _held(amendment.resource)
    now = present(amendment.resource, amendment.changes)
    if changed := [name for name, change in amendment.changes.items() if now[name] != change["new"]]:
        raise Conflict(changed)
    back = {name: {"old": change["new"], "new": change["old"]} for name, change in amendment.changes.items()}
    undone = Amendment.objects.create(resource=amendment.resource, changes=back, made_by=by, on_behalf=on_behalf)
    _publish(undone, back)
    undone.decide(Amendment.State.PUBLISHED, by, reason)
    amendment.state = Amendment.State.REVERTED
    amendment.save(update_fields=["state"])
    return undone


def _locked(amendment: Amendment, state) -> Amendment:
    """The amendment as the database has it, held against others who decide at the same moment."""
    locked = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if locked.state != state:
        raise ValueError(f"「{locked}」は、もう決まっています（{locked.get_state_display()}）。")
    return locked


def _held(resource: Resource) -> Resource:
    """The listing as the database has it, held against other writers until the transaction ends."""
    return Resource.objects.select_for_update().get(pk=resource.pk)


def _publish(amendment: Amendment, changes: dict) -> None:
    """Write the new values of `changes` into the row as it is now, as a revision of the one who asked for them."""
    user, resource = amendment.made_by, amendment.resource
    with changing():
        resource = _held(resource)
        if STATUS in changes:
            _state(resource, changes[STATUS]["new"], user, amendment.on_behalf)
        row = resource.row_now()
        fields = {name: _stored(row, name, change) for name, change in changes.items() if name != STATUS}
        if fields:
            amendment.revision = publish_fields(resource, row | fields, user)
        amendment.changes = changes
        amendment.save(update_fields=["changes", "revision"])


def _stored(row: dict, name: str, change: dict):
    """The new value in the form of a revision's content. A new place becomes a row, which can be compared and taken back."""
    if name == "place" and isinstance(change["new"], dict):
        place = new_place(row["municipality"], change["new"])
        place.save()
        change["new"] = place.pk
    return content_of(row, name, change["new"])


def _state(resource: Resource, said: dict | None, user, on_behalf: bool) -> None:
    """Say how it stands from day to day; "nothing was said" becomes the statement that it is active from today on."""
    said = said or {"status": StatusStatement.Status.ACTIVE, "since": timezone.localdate()}
    StatusStatement.objects.create(resource=resource, made_by=user, on_behalf=on_behalf, **said)
