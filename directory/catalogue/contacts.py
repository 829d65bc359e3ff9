"""Contacts of a resource: telephone, mail, website."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey

from directory.accounts.mail_addresses import check_address
from directory.catalogue.parts import PartOfResource
from directory.catalogue.resources import Resource


class Contact(PartOfResource):
    """One contact, and whether residents may see it (HSDS contact and phone)."""

    class Kind(models.TextChoices):
        TELEPHONE = "telephone", "電話"
        FAX = "fax", "ファックス"
        EMAIL = "email", "メール"
        WEBSITE = "website", "ホームページ"
        OTHER = "other", "その他"

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField("連絡のしかた", max_length=10, choices=Kind)
    value = models.CharField("番号・アドレス", max_length=300)
    person = models.CharField("担当の人", max_length=60, blank=True)
    note = models.CharField("つながる時間など", max_length=100, blank=True)
    is_public = models.BooleanField("だれでも見られる", default=True)

    class Meta:
        verbose_name = "連絡先"
        verbose_name_plural = "連絡先"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"

    def clean(self):
        if self.kind == self.Kind.EMAIL and self.value:
            try:
                check_address(self.value)
            except ValidationError as wrong:
                raise ValidationError({"value": wrong}) from wrong
