"""The forms of the desk: what a person needs, and what became of a person at a place."""

import datetime as dt

from django import forms
from django.utils import timezone

from cms.forms.date_inputs import DayField
from cms.forms.two_windows import TwoWindowsMixin
from directory.geo.areas import Town
from directory.hours.rules import WEEKDAY_LETTERS
from directory.hours.wording import clock
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome
from matching.engine.mapping_reader import InvalidInput
from matching.engine.needs import DAY, Needs
from matching.engine.needs_validation import needs_from
from matching.engine.wording import MODES, WEEKDAYS
from matching.proposals.ranked_lists import current_vocabulary

TIMES = 3
"""Times in which a person can go out that the form holds; more are rare and stay as they are."""
INTERESTS = {"want": "してみたい", "curious": "興味がある", "done": "前にしていた", "avoid": "避けたい"}
IMPORTANCE = {"needs": "欠かせない", "prefers": "あるとよい"}
NOT_SAID = [("", "—")]
NOT_ASKED = ("lat", "lng", "avoid_resources", "avoid_towns")
"""Facts that the form leaves as they are; places are avoided from the list of candidates."""


class NeedsForm(TwoWindowsMixin, forms.Form):
    """What a person needs, a question each; whatever is left empty is unknown and excludes nothing.

    Built from and read into the mapping of `matching.engine.needs`; what cannot be taken is told at its field.
    """

    age = forms.IntegerField(label="年齢", required=False, min_value=0)
    children = forms.CharField(
        label="子どもの月齢",
        required=False,
        help_text="生まれてから何か月か。何人もいるときは「8, 40」のように区切ります。",
    )
    town = forms.ModelChoiceField(Town.objects.none(), label="住んでいる町", required=False, empty_label="分からない")
    max_minutes = forms.IntegerField(label="行くのにかけられる時間（分）", required=False)
    max_group = forms.IntegerField(label="落ちついていられる人数（人まで）", required=False)
    max_fee = forms.IntegerField(label="出せる費用（1回、円まで）", required=False)

    def __init__(self, *args, participant: Participant, facts: dict, **kwargs):
        self.vocabulary, self.before = current_vocabulary(), facts
        super().__init__(*args, **kwargs)
        municipality = participant.agency.municipality_id
        self.fields["town"].queryset = Town.objects.filter(municipality=municipality)
        self._add_words()
        self._add_times()
        self.initial = self._as_initial(participant, needs_from(facts, self.vocabulary)) | self.initial
        self.participant = participant
        self.keep_marks()

    def last_editor(self):
        """Who wrote the newest sheet."""
        sheet = self.participant.sheet_on(timezone.localdate())
        return (sheet and sheet.recorded_by, None)

    def _add_words(self) -> None:
        labels = self.vocabulary.labels
        for name, label in {"stage": "いまの段階", "goal": "目標"}.items():
            self.fields[name] = _choice(label, labels["stages"])
        self.fields["targets"] = _several("あてはまるもの", labels["targets"])
        self.fields["modes"] = _several("行き方", MODES)
        self.fields["avoid_kinds"] = _several("避けたい種類の場所", labels["kinds"])
        for slug, label in labels["activities"].items():
            self.fields[f"activity_{slug}"] = _choice(label, INTERESTS)
        for slug, label in labels["features"].items():
            self.fields[f"feature_{slug}"] = _choice(label, IMPORTANCE)

    def _add_times(self) -> None:
        for number in range(TIMES):
            days = (f"{letter}曜" for letter in WEEKDAY_LETTERS)
            self.fields[f"weekdays_{number}"] = _several("曜日", dict(zip(WEEKDAYS, days, strict=True)))
            for edge, label in {"from": "何時から", "to": "何時まで"}.items():
                self.fields[f"{edge}_{number}"] = forms.TimeField(
                    label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                )

    def _as_initial(self, participant: Participant, needs: Needs) -> dict:
        plain = ("age", "stage", "goal", "max_minutes", "max_group", "max_fee", "targets", "modes")
        initial = {name: getattr(needs, name) for name in plain} | {"town": participant.town_id}
        initial["children"] = ", ".join(map(str, needs.children or ()))
        initial["avoid_kinds"] = [slug for slug in needs.avoid if slug in self.vocabulary.labels["kinds"]]
        for name in INTERESTS:
            initial |= {f"activity_{slug}": name for slug in getattr(needs, name)}
        for name in IMPORTANCE:
            initial |= {f"feature_{slug}": name for slug in getattr(needs, name)}
        for number, window in enumerate((needs.available or ())[:TIMES]):
            initial |= {
                f"weekdays_{number}": window.weekdays,
                f"from_{number}": _time(window.start),
                f"to_{number}": _time(window.end),
            }
        return initial

    def times(self) -> list[tuple]:
        """The bound fields of each time: weekdays, from, to."""
        return [tuple(self[f"{part}_{number}"] for part in ("weekdays", "from", "to")) for number in range(TIMES)]

    def activities(self) -> list:
        """The bound fields of the interests."""
        return [self[f"activity_{slug}"] for slug in self.vocabulary.labels["activities"]]

    def features(self) -> list:
        """The bound fields of the considerations."""
        return [self[f"feature_{slug}"] for slug in self.vocabulary.labels["features"]]

    def clean(self):
        cleaned = super().clean()
        self.check_windows(cleaned)
        if self.errors:
            return cleaned
        try:
            self.facts = needs_from(self._mapping(cleaned), self.vocabulary).to_mapping()
        except InvalidInput as refused:
            for problem in refused.problems:
                self.add_error(self._field_of(problem.field), problem.reason)
        return cleaned

    def _mapping(self, cleaned: dict) -> dict:
        """The mapping that the answers state, with what this form does not ask left as it was."""
        said = {name: cleaned[name] for name in ("age", "stage", "goal", "max_group", "max_fee", "targets")}
        interests = {name: self._chosen("activity", name) for name in INTERESTS}
        said |= {name: self._chosen("feature", name) for name in IMPORTANCE}
        said["avoid"] = interests.pop("avoid") + cleaned["avoid_kinds"]
        said["interests"] = interests
        said["travel"] = {"modes": cleaned["modes"], "max_minutes": cleaned["max_minutes"]}
        said["children"] = [_number(part) for part in cleaned["children"].replace("、", ",").split(",") if part.strip()]
        said["available"] = [time for number in range(TIMES) if (time := self._time(cleaned, number))]
        rest = {name: self.before[name] for name in NOT_ASKED if name in self.before}
        return rest | {name: value for name, value in said.items() if value not in (None, "", [], {})}

    def _chosen(self, prefix: str, answer: str) -> list[str]:
        start = len(prefix) + 1
        return [name[start:] for name, said in self.cleaned_data.items() if name.startswith(prefix) and said == answer]

    @staticmethod
    def _time(cleaned: dict, number: int) -> dict | None:
        days, start, end = (cleaned[f"{part}_{number}"] for part in ("weekdays", "from", "to"))
        if not (days or start or end):
            return None
        return {
            "weekdays": days,
            "from": f"{start:%H:%M}" if start else "0:00",
            # 0:00 at the end is the midnight that ends the day.
            "to": f"{end:%H:%M}" if end and end != dt.time(0) else "24:00",
        }

    def _field_of(self, path: str) -> str | None:
        """The field of this form to which a path such as `travel.modes` or `available[2].from` belongs."""
        last = path.split(".")[-1]
        if path.startswith("available["):
            filled = [number for number in range(TIMES) if self._time(self.cleaned_data, number)]
            number = filled[int(path[len("available[") :].split("]")[0]) - 1]
            return f"{last}_{number}" if f"{last}_{number}" in self.fields else f"from_{number}"
        first = path.split(".")[0].split("[")[0]
        return next((name for name in (last, first) if name in self.fields), None)


def _time(minutes: int) -> str:
    """A time of the day for a field; the whole day's edges are left empty."""
    return clock(minutes).zfill(5) if 0 < minutes < DAY else ""


def _number(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 12 else text


def _choice(label: str, labels) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[*NOT_SAID, *labels.items()])


def _several(label: str, labels) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(labels.items()), widget=forms.CheckboxSelectMultiple
    )


class OutcomeForm(TwoWindowsMixin, forms.ModelForm):
    """What became of a person at a place."""

    class Meta:
        model = Outcome
        fields = ("started_on", "stayed", "ended_on", "ended_because")
        field_classes = {"started_on": DayField, "ended_on": DayField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.keep_marks()

    def last_editor(self):
        """Who recorded the outcome last."""
        return self.instance.recorded_by, None

    def clean(self):
        facts = super().clean()
        self.check_windows(facts)
        return facts
