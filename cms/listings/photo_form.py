"""The page 「写真」."""

from django import forms
from wagtail.images import get_image_model

from cms.content.pictures import PictureField
from cms.permissions.city_files import collection_of
from directory.text_fields import OneLineFormField


class PhotoForm(forms.Form):
    """写真: another photo with its description, or none any more."""

    photo = PictureField(label="新しい写真", required=False)
    photo_alt = OneLineFormField(
        label="写真の説明",
        max_length=120,
        required=False,
        help_text="目の見えない人に、何が写っているかを伝えます。例: 10人ほどが いすに座って体操をしています。",
    )
    agreed = forms.BooleanField(label="写っている人は、のせてよいと言っています", required=False)
    remove = forms.BooleanField(label="今の写真を 消す", required=False)

    def __init__(self, data, files, *, row: dict):
        super().__init__(data, files, initial={"photo_alt": row["photo_alt"]})
        self.fields["photo"].help_text = "10MBまでの JPEG か PNG。"
        self.before, self.municipality = row["photo"], row["municipality"]
        if not self.before:
            del self.fields["remove"]

    def clean(self):
        facts = super().clean()
        if facts.get("remove"):
            return facts
        if not facts.get("photo") and not self.before and "photo" not in self.errors:
            self.add_error("photo", "写真を えらんでください。")
        if not facts.get("photo_alt"):
            self.add_error("photo_alt", "写真の説明を書いてください。例: 体操をしています。")
        if facts.get("photo") and not facts.get("agreed"):
            self.add_error("agreed", "写っている人に、のせてよいか 聞いてください。")
        if facts.get("photo") and self.errors:
            # A browser never sends the same file again by itself.
            self.add_error("photo", "写真は、もう一度 えらんでください。")
        return facts

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it; a new photo is stored."""
        facts = self.cleaned_data
        if facts.get("remove"):
            return {"photo": None, "photo_alt": "", "photo_source": "", "photo_licence": ""}
        if not facts.get("photo"):
            return {"photo_alt": facts["photo_alt"]}
        collection = collection_of(self.municipality)
        image = get_image_model()(title=facts["photo_alt"][:255], file=facts["photo"], collection=collection)
        image.save()
        return {"photo": image.pk, "photo_alt": facts["photo_alt"], "photo_source": "団体からの提供"}
