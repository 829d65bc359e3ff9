"""What is remembered of imports: mappings of columns that have a name, and the last state of each row that was read."""

from django.db import models


class ImportMapping(models.Model):
    """Which column of a list means what, saved under a name: {field of headers.yaml: the list's own heading}."""

    name = models.CharField("名前", max_length=60, unique=True, help_text="例: 社協のサロン一覧")
    columns = models.JSONField("列", default=dict)

    class Meta:
        verbose_name = "列の対応"
        verbose_name_plural = "列の対応"
        ordering = ["name"]

    def __str__(self):
        return self.name


class ImportedRow(models.Model):
    """The facts that a file last told of a resource, so that a new file changes only what it says anew."""

    resource = models.OneToOneField(
        "directory.Resource", models.CASCADE, primary_key=True, related_name="imported", verbose_name="地域資源"
    )
    facts = models.JSONField("読んだ内容")

    class Meta:
        verbose_name = "読みこんだ行"
        verbose_name_plural = "読みこんだ行"

    def __str__(self):
        return str(self.resource_id)
