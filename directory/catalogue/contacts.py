"""Contacts of a resource: telephone, mail, website."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from modelcluster.fields import ParentalKey

from directory.accounts.mail_addresses import check_address, unquoted_address
from directory.catalogue.contact_texts import LONGEST_NOTE, LONGEST_VALUE, joined_notes, typed_telephone
from directory.catalogue.parts import PartOfResource
from directory.catalogue.resources import Resource
from directory.japanese.widths import narrow
from directory.text_fields import OneLineField

NOT_A_PAGE = "ホームページは https:// から書いてください。例: https://example.jp/"
LONG_NOTE = f"番号のそばの ことばが 長すぎます。合わせて {LONGEST_NOTE}字までに してください。"
_check_page = URLValidator(("http", "https"))


def is_web_page(text: str) -> bool:
    """Whether a text is the address of a page on the web, such as every door takes."""
    try:
        _check_page(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_VALUE


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
    value = OneLineField("番号・アドレス", max_length=LONGEST_VALUE)
    person = OneLineField("担当の人", max_length=60, blank=True)
    note = OneLineField("つながる時間など", max_length=LONGEST_NOTE, blank=True)
    is_public = models.BooleanField("だれでも見られる", default=True)

    told_before: tuple[str, str] | None = None
    """Kind and value that a form was opened with, where the row is not at hand."""

    class Meta:
        verbose_name = "連絡先"
        verbose_name_plural = "連絡先"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"

    def clean(self):
        """Bring what somebody typed into the form in which it is stored; every door comes through here.

        What stood there before is taken as it is: somebody who changes another field is not asked about it.
        """
        if not self.value or (self.kind, self.value) in (self.told_before, self._stored()):
            return
        match self.kind:
            case self.Kind.TELEPHONE | self.Kind.FAX:
                self._clean_telephone()
            case self.Kind.EMAIL | self.Kind.WEBSITE:
                self._clean_address()

    def _stored(self) -> tuple[str, str] | None:
        return type(self)._base_manager.filter(pk=self.pk).values_list("kind", "value").first() if self.pk else None

    def _clean_telephone(self) -> None:
        try:
            self.value, beside = typed_telephone(self.value)
        except ValueError as wrong:
            raise ValidationError({"value": str(wrong)}) from wrong
        self.note = joined_notes(beside, self.note)
        if len(self.note) > LONGEST_NOTE:
            raise ValidationError({"note": LONG_NOTE})

    def _clean_address(self) -> None:
        self.value = narrow(self.value)
        if self.kind == self.Kind.WEBSITE and not is_web_page(self.value):
            raise ValidationError({"value": NOT_A_PAGE})
        if self.kind == self.Kind.EMAIL:
            self.value = unquoted_address(self.value)
            try:
                check_address(self.value)
            except ValidationError as wrong:
                raise ValidationError({"value": wrong}) from wrong
