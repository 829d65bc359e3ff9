"""A row of an import's plan: what it is for the directory, and what is to become of it."""

from django.db import models

from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField


class PlannedRow(models.Model):
    """One row of a list, or one listing that its list no longer names.

    A command makes these rows for itself and saves none; a run of the admin saves them, so that a person can choose.

    key, former_key   the row's key in its list; the key under which it is known until now where that is another
    resource          the listing that is changed, joined or gone; after storing also the one that was made
    differences       what the row says anew, a line of words each
    kept              facts that the row says anew and that stay, because somebody has changed them since
    twins             listings that may be the same, as `twins.Twin.as_json` writes them, the most alike first
    before, after     the state of the listing before and after storing (`listing_states`), so that it can be undone
    told_before       the facts that the list told of it before
    """

    class State(models.TextChoices):
        NEW = "new", "新しい"
        CHANGED = "changed", "変わった"
        TWIN = "twin", "もうあるものに似ている"
        GONE = "gone", "一覧から消えた"

    class Choice(models.TextChoices):
        STORE = "store", "新しく入れる"
        CHANGE = "change", "変える"
        JOIN = "join", "同じもの（つなぐ）"
        END = "end", "終わった"
        SKIP = "skip", "入れない"

    run = models.ForeignKey("directory.ImportRun", models.CASCADE, related_name="rows")
    state = models.CharField("どういう行か", max_length=8, choices=State)
    choice = models.CharField("どうするか", max_length=8, choices=Choice)
    sheet = OneLineField("シート", max_length=120, blank=True)
    line = models.PositiveIntegerField("行", null=True)
    key = OneLineField(max_length=200, blank=True)
    former_key = OneLineField(max_length=200, blank=True)
    name = OneLineField("名前", max_length=120)
    facts = models.JSONField("読んだ内容", default=dict)
    differences = models.JSONField("ちがい", default=list)
    kept = models.JSONField("そのままにする所", default=list)
    twins = models.JSONField("似ているもの", default=list)
    resource = models.ForeignKey(
        Resource, models.SET_NULL, verbose_name="地域資源", related_name="+", null=True, blank=True
    )
    before = models.JSONField(null=True, editable=False)
    after = models.JSONField(null=True, editable=False)
    told_before = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = "取りこみの行"
        verbose_name_plural = "取りこみの行"
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "state", "id"], name="planned_row_of_run")]

    def __str__(self):
        return self.name

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may become of it: the value as `choose` takes it, and the words."""
        match self.state:
            case self.State.NEW:
                return [("store", "入れる"), ("skip", "入れない")]
            case self.State.CHANGED:
                return [("change", "変える"), ("skip", "変えない")]
            case self.State.GONE:
                return [("skip", "そのまま"), ("end", "終わった")]
        joins = [
            (f"join-{twin['key']}", f"「{twin['name']}」と同じもの（つなぐ）")
            for twin in self.twins
            if twin["can_join"]
        ]
        return [*joins, ("store", "別のもの（新しく入れる）"), ("skip", "入れない")]

    @property
    def chosen(self) -> str:
        """The present choice, as a value of `choices`."""
        return f"join-{self.resource_id}" if self.choice == self.Choice.JOIN else self.choice

    def choose(self, value: str) -> None:
        """Take one of `choices`. Raises ValueError for any other value."""
        if value not in dict(self.choices):
            raise ValueError(value)
        choice, _, key = value.partition("-")
        self.choice = choice
        if self.state == self.State.TWIN:
            self.resource_id = int(key) if key else None
