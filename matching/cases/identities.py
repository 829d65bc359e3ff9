"""Who a participant is and how to reach them: the one table with names, encrypted, which matching never reads."""

from django.db import models

from directory.accounts.users import author_field
from matching.secrets.fields import EncryptedDateField, EncryptedLineField


class Identity(models.Model):
    """Name and ways to reach one participant. What is empty is unknown; a person without a telephone has 「ない」 in it."""

    participant = models.OneToOneField(
        "matching.Participant", models.CASCADE, verbose_name="本人", related_name="identity"
    )
    name = EncryptedLineField("名前", max_length=60)
    reading = EncryptedLineField("ふりがな", max_length=60, blank=True)
    telephone = EncryptedLineField("電話", max_length=60, blank=True, help_text="電話がないときは「ない」。")
    reach = EncryptedLineField(
        "連絡のしかた", max_length=200, blank=True, help_text="例: 夜6時すぎに電話。お母さんが出たら、名のらない。"
    )
    address = EncryptedLineField("住所", max_length=200, blank=True)
    born_on = EncryptedDateField("生まれた日", null=True, blank=True)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "名前と連絡先"
        verbose_name_plural = "名前と連絡先"

    def __str__(self):
        return str(self.participant_id)
