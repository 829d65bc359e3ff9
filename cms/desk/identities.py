"""新しい方, 名前と連絡先, and finding somebody by reading or telephone. What is typed here stands in no address and no log."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from cms.desk.access import caseworkers_only, choose_agency, get_participant, record_look, record_people
from cms.desk.writing.drafts import Writing, is_only_kept
from cms.forms.date_inputs import DayField
from cms.forms.lenient_fields import typed_line
from cms.forms.two_windows import TwoWindowsMixin
from directory.accounts.users import Agency, User
from directory.geo.areas import Town
from directory.japanese.dates import PAST
from directory.text_fields import OneLineFormField
from matching.cases.access import Access
from matching.cases.finding import digits_in, find_people
from matching.cases.identities import Identity
from matching.cases.new_cases import open_case
from matching.cases.staffing import colleagues
from matching.oversight.audit_log import Look

FIRST = ("name", "reading", "telephone", "reach", "told_by")
"""What is asked at the first call; the rest grows."""
FOUND = "名前・電話でさがす"


class NewPersonForm(forms.ModelForm):
    """The first two minutes: a name, how to reach them, one sentence."""

    note = OneLineFormField(
        label="ひとこと", required=False, max_length=200, help_text="例: 仕事をやめて2年、家にいる。料理が好き。"
    )
    town = forms.ModelChoiceField(Town.objects.none(), label="住んでいる町", required=False, empty_label="分からない")
    in_charge = forms.ModelChoiceField(
        User.objects.none(), label="担当", required=False, empty_label="町を受け持つ人（いなければ 自分）"
    )
    is_another = forms.BooleanField(label="べつの方なので、登録する", required=False)

    class Meta:
        model = Identity
        fields = FIRST

    def __init__(self, *args, access: Access, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.access, self.agency = access, agency
        self.fields["town"].queryset = Town.objects.filter(municipality=agency.municipality_id)
        self.fields["in_charge"].queryset = colleagues(agency)
        self.fields["in_charge"].label_from_instance = lambda user: f"{user}（いま{user.cases}人）"
        if agency.pk not in access.coordinated:
            del self.fields["in_charge"]

    def clean(self):
        facts = super().clean()
        self.alike = [] if facts.get("is_another") else self._alike(facts)
        if self.alike:
            codes = "、".join(person.code for person in self.alike)
            self.add_error(
                None, f"もう登録されている方かもしれません（{codes}）。べつの方なら、下にしるしを付けてください。"
            )
        else:
            self.fields["is_another"].widget = forms.HiddenInput()
        return facts

    def _alike(self, facts: dict) -> list:
        """Whoever of the reader's own people has this telephone, or this name and reading."""
        people, found = self.access.participants().filter(agency=self.agency), []
        if len(number := digits_in(facts.get("telephone") or "")) > 8:
            found += find_people(people, number)
        same = (facts.get("name"), facts.get("reading"))
        found += [one for one in find_people(people, same[0] or "") if (one.named, one.reading) == same]
        return list({person.pk: person for person in found}.values())


class IdentityForm(TwoWindowsMixin, forms.ModelForm):
    """Name and ways to reach a person, their own wish, and apart from it that of the family."""

    class Meta:
        model = Identity
        fields = (*FIRST, "own_wish", "family_wish", "address", "born_on")
        field_classes = {"born_on": DayField}
        widgets = dict.fromkeys(("own_wish", "family_wish"), forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["born_on"].without_year = PAST
        # Also where nothing is stored yet: two windows may write the first name.
        self.keep_marks()

    def last_editor(self):
        """Who wrote it last, and when."""
        return self.instance.recorded_by, self.instance.recorded_at

    def clean(self):
        facts = super().clean()
        self.check_windows(facts)
        return facts


@sensitive_post_parameters()
@caseworkers_only
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter somebody who calls for the first time; a counsellor is in charge of whom they enter."""
    writing = Writing(request, "new_person", None, "登録")
    if answer := writing.answered():
        return answer
    agency, agencies = choose_agency(request, request.permissions.agencies)
    form = NewPersonForm(request.POST or None, access=request.permissions, agency=agency)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        in_charge = facts.get("in_charge", request.user)
        identity = {name: facts[name] for name in FIRST}
        person = open_case(agency, facts["town"], in_charge, facts["note"], identity, request.user)
        writing.done()
        record_look(request, Look.Action.CHANGED, person, "登録")
        messages.success(request, f"{person.code}として登録しました。担当: {person.in_charge or 'まだ いません'}")
        return redirect("desk_participant", person.code)
    if request.method != "POST":
        form.fields["is_another"].widget = forms.HiddenInput()
    writing.fill(form)
    record_people(request, getattr(form, "alike", ()), "登録")
    context = {"room": "people", "form": form, "writing": writing, "agency": agency, "agencies": agencies}
    return render(request, "desk/new_person.html", context)


@sensitive_post_parameters()
@caseworkers_only
def identity(request: HttpRequest, code: str) -> HttpResponse:
    """Name and ways to reach one person."""
    person = get_participant(request, code, what="名前と連絡先", is_look=not is_only_kept(request))
    writing = Writing(request, "identity", person, "名前と連絡先")
    if answer := writing.answered():
        return answer
    with transaction.atomic():
        if request.method == "POST":
            person.lock()
        return _identity_form(writing)


def _identity_form(writing: Writing) -> HttpResponse:
    request, person = writing.request, writing.person
    known = Identity.objects.filter(participant=person).first()
    form = IdentityForm(request.POST or None, instance=known or Identity(participant=person))
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            form.instance.recorded_by, form.instance.recorded_at = request.user, timezone.now()
            form.save()
        writing.done()
        record_look(request, Look.Action.CHANGED, person, "名前と連絡先")
        messages.success(request, "名前と連絡先を記録しました。")
        return redirect("desk_participant", person.code)
    writing.fill(form)
    return render(request, "desk/identity.html", {"room": "people", "person": person, "form": form, "writing": writing})


@sensitive_post_parameters()
@caseworkers_only
def find(request: HttpRequest) -> HttpResponse:
    """Somebody of the reader's own people by reading, name, telephone or number: sent, so that it stands in no address."""
    text = typed_line(request.POST, "who", 60)
    people = find_people(request.permissions.participants().with_state_now(), text)
    record_look(request, Look.Action.SEARCHED, what=FOUND)
    record_people(request, people, FOUND)
    return render(request, "desk/found.html", {"room": "people", "people": people, "text": text})
