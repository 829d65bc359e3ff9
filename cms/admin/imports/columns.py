"""How each heading of a list was understood, with three values from below it, and the form that corrects it."""

from django import forms
from django.shortcuts import redirect, render
from wagtail.admin import messages

from cms.admin.imports.access import imports_only, run_or_404
from cms.admin.imports.headings import SURE_IN_WORDS, merged_headings
from cms.admin.imports.run_page import State
from cms.admin.imports.tasks import begin_step
from directory.imports.field_words import FIELDS, field_in_words
from directory.imports.tables.headers import SEVERAL
from directory.imports.tables.headings import Sure, Told, headings_told
from directory.models import ImportMapping, ImportRun
from directory.text_fields import OneLineFormField

UNKNOWN = "どの項目でもない（くわしい説明に のこします）"


class ColumnsForm(forms.Form):
    """A select for each heading, empty where it stays as it was understood, and a name under which to keep that."""

    name = OneLineFormField(
        label="この読み方の名前",
        required=False,
        max_length=ImportMapping._meta.get_field("name").max_length,
        help_text="名前をつけると、次の時にも使えます。例: 社協のサロン一覧",
    )

    def __init__(self, *args, headings: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.headings = headings
        topics = [(topic, list(fields.items())) for topic, fields in FIELDS.items()]
        for number, heading in enumerate(headings):
            if heading["heading"]:
                now = field_in_words(heading["field"]) or UNKNOWN
                self.fields[f"column-{number}"] = forms.ChoiceField(
                    label=f"「{heading['heading']}」の読み方",
                    required=False,
                    choices=[("", f"{now} のまま"), *topics],
                )

    def clean(self):
        facts = super().clean()
        taken: dict[str, str] = {}
        for number, heading in enumerate(self.headings):
            field = facts.get(f"column-{number}")
            if field and taken.setdefault(field, heading["heading"]) != heading["heading"] and field not in SEVERAL:
                self.add_error(f"column-{number}", f"「{taken[field]}」と同じ項目です。どちらか1つにしてください。")
        return facts

    def mapping(self, known: Told) -> dict[str, str | list[str]]:
        """What is said of the columns: what was known, and over it what was chosen."""
        chosen = {
            heading["heading"]: field
            for number, heading in enumerate(self.headings)
            if (field := self.cleaned_data.get(f"column-{number}"))
        }
        alone = {field for field in chosen.values() if field not in SEVERAL}
        told = {heading: field for heading, field in headings_told(known).items() if field not in alone} | chosen
        columns: dict[str, list[str]] = {}
        for heading, field in told.items():
            columns.setdefault(field, []).append(heading)
        return {field: headings[0] if len(headings) == 1 else headings for field, headings in columns.items()}

    @property
    def lines(self) -> list[dict]:
        """Headings with their fields of the form."""
        return [
            heading
            | {
                "select": self[f"column-{number}"] if f"column-{number}" in self.fields else None,
                "sure_in_words": SURE_IN_WORDS[heading["sure"]],
                "words": field_in_words(heading["field"]) or UNKNOWN,
            }
            for number, heading in enumerate(self.headings)
        ]

    @property
    def doubtful(self) -> list[dict]:
        """The lines to look at: those that were not understood by their very words, or that somebody chose."""
        return [line for line in self.lines if line["sure"] != Sure.EXACT.name]

    @property
    def certain(self) -> list[dict]:
        """The other lines, which are folded."""
        return [line for line in self.lines if line["sure"] == Sure.EXACT.name]

    @property
    def opens_certain(self) -> bool:
        """Whether the folded lines are unfolded: there are no others, or an error stands among them."""
        return not self.doubtful or any(line["select"] and line["select"].errors for line in self.certain)


class HeadingsForm(forms.Form):
    """Which texts of a file are its headings, where the reader found none: one select for each of the most telling fields."""

    FIELDS = ("name", "address", "venue", "hours_note", "telephone")

    def __init__(self, *args, texts: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "ありません"), *((text, text) for text in texts)]
        for name in self.FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=f"{field_in_words(name)} の見出し",
                choices=choices,
                required=name == "name",
                error_messages={"required": "名前の上に書いてある見出しを えらんでください。"},
            )

    @property
    def told(self) -> dict[str, str]:
        """The columns that were told: {field: heading}."""
        return {name: heading for name, heading in self.cleaned_data.items() if heading}


@imports_only
def headings(request, pk):
    """The headings of a file in which none were found. POST begins to read it anew."""
    run = run_or_404(request, pk, State.UNREADABLE)
    form = HeadingsForm(request.POST if request.method == "POST" else None, texts=run.counts.get("texts", []))
    if request.method == "POST" and form.is_valid():
        begin_step(run, State.READING, mapping=form.told, trouble="")
        return redirect("city_import", run.pk)
    context = {"run": run, "form": form, "header_title": "見出しを教える"}
    return render(request, "admin_city/import_headings.html", context)


@imports_only
def columns(request, pk):
    """The headings of a run. POST with another reading begins to read the file anew."""
    run = run_or_404(request, pk, State.TRIED, State.APPLIED, State.UNDONE, State.UNREADABLE)
    is_open = run.state in (State.TRIED, State.UNREADABLE)
    form = ColumnsForm(request.POST or None, headings=merged_headings(run.headings))
    if request.method == "POST" and is_open and form.is_valid():
        return _read_anew(request, run, form)
    context = {"run": run, "form": form, "is_open": is_open, "header_title": "見出しの読み方"}
    return render(request, "admin_city/import_columns.html", context)


def _read_anew(request, run: ImportRun, form: ColumnsForm):
    mapping = form.mapping(run.mapping)
    if name := form.cleaned_data["name"].strip():
        ImportMapping.save_for(run.municipality_id, name, mapping)
        messages.success(request, f"読み方を「{name}」という名前で のこしました。")
    if mapping != run.mapping:
        begin_step(run, State.READING, mapping=mapping, trouble="")
    return redirect("city_import", run.pk)
