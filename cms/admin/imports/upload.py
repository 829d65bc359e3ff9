"""一覧の取りこみ: all runs of a city, and the form with which a file comes in."""

from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from wagtail.admin import messages

from cms.admin.imports.access import imports_only, runs_of
from cms.admin.imports.tasks import do_step
from cms.forms.chosen_file import ChosenFileField
from cms.forms.own_city import OwnCityField
from cms.permissions.staff import municipalities_of, row_with_key
from directory.models import ImportMapping, ImportRun, Resource, Term
from directory.spreadsheets.reading import LARGEST_FILE
from directory.text_fields import OneLineFormField

PER_PAGE = 20


class UploadForm(forms.Form):
    """A file, and what holds for all of its rows."""

    file = ChosenFileField("一覧のファイル", "Excel（.xlsx）・CSV など。30MBまで。1行に1か所と、見出しの行がいります。")
    municipality = OwnCityField()
    kind = forms.ModelChoiceField(
        label="この一覧は、何の一覧ですか",
        queryset=Term.objects.filter(scheme="kinds"),
        to_field_name="slug",
        empty_label="えらんでください",
        error_messages={
            "required": "何の一覧かを えらんでください。",
            "invalid_choice": "何の一覧かを えらんでください。",
        },
    )
    source = OneLineFormField(
        label="どこの一覧ですか",
        required=False,
        max_length=Resource._meta.get_field("source").max_length,
        help_text="公開のページに「情報の出どころ」として出ます。例: 稲城市社会福祉協議会「サロン一覧」。空なら、ファイルの名前になります。",
    )
    licence = OneLineFormField(
        label="使い方の決まり",
        required=False,
        max_length=Resource._meta.get_field("source_licence").max_length,
        help_text="オープンデータのとき。例: CC BY 4.0",
    )
    mapping = forms.ChoiceField(
        label="見出しの読み方", required=False, help_text="前に名前をつけて のこしたもの。", choices=()
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        cities = municipalities_of(user)
        self.fields["municipality"].queryset = cities
        own = list(cities[:2])
        if len(own) == 1:
            self.fields["municipality"].widget = forms.HiddenInput()
            self.initial.setdefault("municipality", own[0].pk)
        saved = ImportMapping.names_for(cities)
        self.fields["mapping"].choices = [("", "ひとりでに読む"), *((name, name) for name in saved)]
        if not saved:
            del self.fields["mapping"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("ファイルが大きすぎます（30MBまで）。いくつかに分けてください。")
        return file

    def new_run(self, user) -> ImportRun:
        """An unsaved run for a valid form."""
        facts = self.cleaned_data
        city, file = facts["municipality"], facts["file"]
        saved = ImportMapping.of_city(city.pk).get(facts.get("mapping", ""))
        return ImportRun(
            municipality=city,
            kind=facts["kind"].slug,
            source=facts["source"],
            licence=facts["licence"],
            file_name=Path(file.name).name[-200:],
            content=file.read(),
            mapping=saved.columns if saved else {},
            made_by=user,
        )


@imports_only
def index(request):
    """All runs of the user's cities, the newest first."""
    page = Paginator(runs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    kinds = dict(Term.objects.filter(scheme="kinds").values_list("slug", "label"))
    lines = [(run, kinds.get(run.kind, run.kind).split("（")[0]) for run in page]
    context = {"page": page, "lines": lines, "header_title": "一覧の取りこみ"}
    return render(request, "admin_city/imports.html", context)


@imports_only
def new(request):
    """The form for a file; `?like=` fills it in as it was for an earlier run. Reading begins at once."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=_as_before(request))
    if request.method == "POST" and form.is_valid():
        run = form.new_run(request.user)
        with transaction.atomic():
            run.save()
            do_step.enqueue(run.pk)
        return redirect("city_import", run.pk)
    if form.is_bound and "file" not in form.errors:
        messages.warning(request, "ファイルは、もう一度 えらんでください。")
    return render(request, "admin_city/import_new.html", {"form": form, "header_title": "一覧を取りこむ"})


def _as_before(request) -> dict:
    run = row_with_key(runs_of(request.user), request.GET.get("like", ""))
    return {name: getattr(run, name) for name in ("municipality", "kind", "source", "licence")} if run else {}
