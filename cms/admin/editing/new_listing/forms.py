"""The form of a new listing: what stands on the paper of an association is typed as it stands there.

Organization and place are typed by name. One that is there already is taken; one that is not is made with the listing, and is
public as soon as the listing is.
"""

from django import forms
from django.utils import timezone

from cms.admin.editing.forms import FEE_HELP, MOST_YEN, ResourceForm
from cms.admin.editing.new_listing.named_rows import SeveralRows, organization_named, place_named
from cms.admin.editing.statement_forms import not_ahead
from cms.forms.date_inputs import DayField
from cms.forms.hours import EXAMPLE
from cms.forms.lenient_fields import FeeField, read_telephone
from directory.catalogue.contact_texts import LONGEST_NOTE
from directory.catalogue.vocabulary import Answer, Scheme
from directory.changes.listing_fields import new_place
from directory.japanese.dates import PAST
from directory.models import Contact, Organization, Place, Term
from directory.text_fields import OneLineFormField

REPRESENTATIVE = "代表者"
"""What stands in place of a number, where a paper names somebody and no telephone."""
ALL, NUMBER_ALONE, SUPPORTERS = "all", "number", "supporters"
"""Who sees the telephone and the name beside it; a paper may name a home, so that none of them is chosen from the start."""
WHO_SEES = "電話と名前を だれが見るか、えらんでください。家の電話のことも あります。"
CHOSEN_TOO = "名前と、下の「一覧から えらぶ」の、両方が 入っています。どちらか 1つに してください。"
SAYS_NO = "「あるもの」にしるしがあり、下の「配慮」では「いいえ」です。どちらかを なおしてください: {}"


def _line(label: str, most: int, help_text: str = "") -> OneLineFormField:
    return OneLineFormField(label=label, max_length=most, required=False, help_text=help_text)


class NewListingForm(ResourceForm):
    """A new listing, in the order of the paper."""

    organization_name = _line(
        "団体", 120, "登録してある団体なら、それになります。なければ、新しい団体として登録します。"
    )
    place_name = _line("たてもの・部屋の名前", 120, "例: 平尾自治会館。決まっていなければ、空のままにします。")
    place_address = _line("住所", 200, "市の名前は いりません。例: 平尾1丁目2-3")
    place_building = _line("何階・どの部屋", 100, "例: 2階 集会室")
    fee = FeeField(label="お金（1回 何円）", required=False, min_value=0, max_value=MOST_YEN, help_text=FEE_HELP)
    telephone = _line("電話", 60, "例: 042-123-4567")
    lead = _line(REPRESENTATIVE, 60)
    telephone_is_for = forms.ChoiceField(
        label="この電話と名前を だれが見るか",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ALL, "だれでも（町の人にも見える）"),
            (NUMBER_ALONE, "電話だけ だれでも。名前は支援者だけ"),
            (SUPPORTERS, "支援者だけ"),
        ],
    )
    has = forms.TypedMultipleChoiceField(
        label="あるもの", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    checked_on = DayField(label="紙で たしかめた日", required=False, without_year=PAST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        features = Term.objects.filter(scheme=Scheme.FEATURES)
        self.fields["has"].choices = [(term.pk, term.short_label) for term in features]
        self.fields[
            "times"
        ].help_text = f"1行に1つ。例: {EXAMPLE} ／ 毎週月・水 13:30–15:00（祝日は休み） ／ 毎週火曜 10時〜12時（令和9年4月1日から）"
        self.fields["hours_note"].widget.attrs["rows"] = 2
        self.fields["checked_on"].validators.append(not_ahead)
        self.initial["checked_on"] = timezone.localdate()
        cities = self.fields["municipality"]
        if cities.queryset.count() == 1:
            cities.empty_label = None
        self.new_rows: dict[str, Organization | Place] = {}

    def clean_telephone(self) -> tuple[str, str]:
        """The number, and what was written beside it."""
        return read_telephone(self.cleaned_data["telephone"])

    def complete(self, facts: dict) -> None:
        """Find organization and place by their names, and keep the new ones for `save`."""
        self._take("organization", facts, facts.get("organization_name"), self._organization)
        place = facts.get("place_name") or facts.get("place_address")
        self._take("place", facts, place, self._place)
        self._check_features(facts)
        number, _ = facts.get("telephone") or ("", "")
        if number and not facts.get("telephone_is_for"):
            self.add_error("telephone_is_for", WHO_SEES)

    def _take(self, name: str, facts: dict, typed: str | None, read) -> None:
        if not typed or self.errors.keys() & {name, f"{name}_name", "municipality"}:
            return
        try:
            row = read(facts)
        except SeveralRows as several:
            if not facts.get(name):
                self.add_error(f"{name}_name", str(several))
            return
        if facts.get(name) and facts[name] != row:
            self.add_error(f"{name}_name", CHOSEN_TOO)
        elif row.pk:
            facts[name] = row
        else:
            self.new_rows[name] = row

    def _organization(self, facts: dict) -> Organization:
        name = facts["organization_name"]
        return organization_named(self.for_user, name) or Organization(
            name=name, kind=Organization.Kind.GROUP, live=False
        )

    def _place(self, facts: dict) -> Place:
        words = {name: facts.get(f"place_{name}", "") for name in ("name", "address", "building")}
        words["name"] = words["name"] or words["address"]
        city = facts["municipality"]
        found = place_named(self.for_user, city, **words)
        if found is None:
            found = new_place(city.pk, words)
            found.live = False
        return found

    def _check_features(self, facts: dict) -> None:
        answers, has = facts.get("answers", {}), facts.get("has", [])
        against = [label for key, label in self.fields["has"].choices if key in has and answers.get(key) == Answer.NO]
        if against:
            self.add_error("has", SAYS_NO.format("、".join(map(str, against))))
        facts["answers"] = answers | dict.fromkeys(has, Answer.YES)

    def save_new_rows(self, user, publish: bool) -> None:
        """Store the organization and the place that are new; without `publish` as drafts that wait for the listing."""
        for name, row in self.new_rows.items():
            row.save()
            revision = row.save_revision(user=user, log_action=True)
            if publish:
                revision.publish(user=user)
            setattr(self.instance, name, row)

    def save(self, commit=True):
        for name, row in self.new_rows.items():
            # A preview shows them as they will be, and stores nothing.
            row.live = row.live or not row.pk
            setattr(self.instance, name, row)
        saved = super().save(commit)
        # After the formset of the other contacts, which takes rows without a key for its own and drops them.
        if contacts := self._contacts():
            saved.contacts.add(*contacts)
            if commit:
                saved.contacts.commit()
        return saved

    def _contacts(self) -> list[Contact]:
        """What stands under 電話 and 代表者, each seen by those for whom it was ticked."""
        (number, note), lead = self.cleaned_data["telephone"] or ("", ""), self.cleaned_data["lead"]
        shown, found = self.cleaned_data["telephone_is_for"], []
        beside = lead if shown != NUMBER_ALONE else ""
        if number:
            public = shown != SUPPORTERS
            kind, note = Contact.Kind.TELEPHONE, note[:LONGEST_NOTE]
            found.append(Contact(kind=kind, value=number, note=note, person=beside, is_public=public))
        if lead and not (number and beside):
            found.append(Contact(kind=Contact.Kind.OTHER, value=REPRESENTATIVE, person=lead, is_public=False))
        return found
