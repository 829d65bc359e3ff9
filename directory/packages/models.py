"""What was taken from packages, so that an older one is never taken after a newer one."""

from django.db import models


class TakenPackage(models.Model):
    """One package that was taken: when it was made, its checksum, and what it changed."""

    municipality = models.ForeignKey(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="taken_packages"
    )
    made_at = models.DateTimeField("作った日時")
    taken_at = models.DateTimeField("受けとった日時", auto_now_add=True)
    digest = models.CharField("中身のしるし", max_length=64)
    counts = models.JSONField("数", default=dict)

    class Meta:
        verbose_name = "受けとったパッケージ"
        verbose_name_plural = "受けとったパッケージ"
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["municipality", "made_at"], name="taken_package_once")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.made_at:%Y-%m-%d %H:%M}"
