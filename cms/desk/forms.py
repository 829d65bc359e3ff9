"""The form of a person's needs."""

import datetime as dt
from collections.abc import Callable, Iterable

from django import forms
from django.db.models import Q
from django.utils import timezone

from cms.forms.two_windows import TwoWindowsMixin
from directory.geo.areas import Town
from directory.hours.rules import WEEKDAY_LETTERS
from directory.japanese.widths import narrow
from directory.text_fields import OneLineFormField
from matching.cases.needs_summary import GENDERS
from matching.cases.participants import Participant
from matching.engine.mapping_reader import InvalidInput
from matching.engine.needs import DAY, Needs
from matching.engine.needs_validation import needs_from
from matching.engine.wording import MODES, WEEKDAYS
from matching.proposals.ranked_lists import current_vocabulary

TIMES = 3
"""Times in which a person can go out that the form holds at least; who has more gets more."""
INTERESTS = {"want": "してみたい", "curious": "興味がある", "done": "前にしていた", "avoid": "避けたい"}
IMPORTANCE = {"needs": "欠かせない", "prefers": "あるとよい"}
COMPANION = {"yes": "だれかと いっしょに行く", "no": "一人で行く"}
NONE, NONE_IN_WORDS = "none", "どれでもない"
"""The answer of who is known to have nothing of a list; no answer at all is unknown."""
NO_CHILD = "いない"
PLAIN = ("age", "gender", "stage", "goal", "max_group", "max_fee")
KNOWN_NONE = ("targets", "worries")
HOME = ("lat", "lng", "home_radius", "town", "municipality")
"""Facts of the home that hold for one town; they go when the town is another."""


class NeedsForm(TwoWindowsMixin, forms.Form):
    """What a person needs, a question each; whatever is left empty is unknown and excludes nothing.

    Built from and read into the mapping of `matching.engine.needs`; what cannot be taken is told at its field. A fact whose
    fields nobody touched stays exactly as it was stored, also where the form cannot show all of it.
    """

    age = forms.IntegerField(label="年齢", required=False, min_value=0)
    children = OneLineFormField(
        label="子どもの月齢",
        required=False,
        help_text=f"生まれてから何か月か。何人もいるときは「8, 40」のように区切ります。子どもがいないときは「{NO_CHILD}」。",
    )
    town = forms.ModelChoiceField(Town.objects.none(), label="住んでいる町", required=False, empty_label="分からない")
    max_minutes = forms.IntegerField(label="行くのにかけられる時間（分）", required=False)
    max_group = forms.IntegerField(label="落ちついていられる人数（人まで）", required=False)
    max_fee = forms.IntegerField(label="出せる費用（1回、円まで）", required=False)

    def __init__(self, *args, participant: Participant, facts: dict, asks_gender: bool = False, **kwargs):
        self.vocabulary, self.before = current_vocabulary(), facts
        super().__init__(*args, **kwargs)
        needs = needs_from(facts, self.vocabulary)
        self.rows = max(TIMES, len(needs.available or ()))
        of_city = Q(municipality=participant.agency.municipality_id)
        self.fields["town"].queryset = Town.objects.filter(of_city | Q(pk=participant.town_id))
        self._add_words()
        self._add_times()
        if asks_gender or needs.gender:
            self.fields["gender"] = _choice("性別", GENDERS, "答えない・分からない")
            self.fields[
                "gender"
            ].help_text = "近くに、女性だけ・男性だけの場所があるので聞きます。受け入れ先には伝えません。"
        self.initial = self._as_initial(participant, needs) | self.initial
        self.participant = participant
        self.keep_marks()

    def last_editor(self):
        """Who wrote the newest sheet, and when."""
        sheet = self.participant.sheet_on(timezone.localdate())
        return (sheet.recorded_by, sheet.recorded_at) if sheet else (None, None)

    def _add_words(self) -> None:
        labels = self.vocabulary.labels
        for name, label in {"stage": "いまの段階", "goal": "目標"}.items():
            self.fields[name] = _choice(label, labels["stages"])
        for name, label in {"targets": "あてはまるもの", "worries": "困りごと"}.items():
            self.fields[name] = _several(label, {**labels[name], NONE: NONE_IN_WORDS})
        self.fields["companion"] = _choice("出かけるとき", COMPANION)
        self.fields["modes"] = _several("行き方", MODES)
        self.fields["avoid_kinds"] = _several("避けたい種類の場所", labels["kinds"])
        for slug, label in labels["activities"].items():
            self.fields[f"activity_{slug}"] = _choice(label, INTERESTS)
        for slug, label in labels["features"].items():
            self.fields[f"feature_{slug}"] = _choice(label, IMPORTANCE)

    def _add_times(self) -> None:
        for number in range(self.rows):
            days = (f"{letter}曜" for letter in WEEKDAY_LETTERS)
            self.fields[f"weekdays_{number}"] = _several("曜日", dict(zip(WEEKDAYS, days, strict=True)))
            for edge, label in {"from": "何時から", "to": "何時まで"}.items():
                self.fields[f"{edge}_{number}"] = forms.TimeField(
                    label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                )

    def _as_initial(self, participant: Participant, needs: Needs) -> dict:
        plain = (*PLAIN, "max_minutes", "modes")
        initial = {name: getattr(needs, name) for name in plain} | {"town": participant.town_id}
        initial |= {name: [NONE] if getattr(needs, name) == () else getattr(needs, name) for name in KNOWN_NONE}
        initial["children"] = NO_CHILD if needs.children == () else ", ".join(map(str, needs.children or ()))
        initial["companion"] = {True: "yes", False: "no"}.get(needs.companion, "")
        initial["avoid_kinds"] = [slug for slug in needs.avoid if slug in self.vocabulary.labels["kinds"]]
        # What stands in two lists is shown by the first of them.
        for name in reversed(INTERESTS):
            initial |= {f"activity_{slug}": name for slug in getattr(needs, name)}
        for name in reversed(IMPORTANCE):
            initial |= {f"feature_{slug}": name for slug in getattr(needs, name)}
        for number, window in enumerate(needs.available or ()):
            initial |= {
                f"weekdays_{number}": window.weekdays,
                f"from_{number}": _time(window.start),
                f"to_{number}": _time(window.end),
            }
        return initial

    def times(self) -> list[tuple]:
        """The bound fields of each time: weekdays, from, to."""
        return [tuple(self[f"{part}_{number}"] for part in ("weekdays", "from", "to")) for number in range(self.rows)]

    @property
    def has_more_times(self) -> bool:
        """Whether any time but the first is known, or wrong."""
        return any(field.value() or field.errors for time in self.times()[1:] for field in time)

    def activities(self) -> list:
        """The bound fields of the interests."""
        return [self[f"activity_{slug}"] for slug in self.vocabulary.labels["activities"]]

    def features(self) -> list:
        """The bound fields of the considerations."""
        return [self[f"feature_{slug}"] for slug in self.vocabulary.labels["features"]]

    def clean(self):
        cleaned = super().clean()
        self.check_windows(cleaned)
        for name in KNOWN_NONE:
            if NONE in (chosen := cleaned.get(name, ())) and len(chosen) > 1:
                self.add_error(name, f"「{NONE_IN_WORDS}」と、ほかのものは、いっしょに えらべません。")
        if self.errors:
            return cleaned
        self.facts = self._mapping(cleaned)
        try:
            needs_from(self.facts, self.vocabulary)
        except InvalidInput as refused:
            for problem in refused.problems:
                self.add_error(self._field_of(problem.field), problem.reason)
        return cleaned

    def _mapping(self, cleaned: dict) -> dict:
        """The stored mapping, with the facts whose fields were changed as they are answered now."""
        changed, facts = set(self.changed_data), dict(self.before)
        said = {name: cleaned[name] for name in PLAIN if name in changed}
        said |= {name: _known(cleaned[name]) for name in KNOWN_NONE if name in changed}
        if "children" in changed:
            said["children"] = _children(cleaned["children"])
        if "companion" in changed:
            said["companion"] = {"yes": True, "no": False}.get(cleaned["companion"])
        if changed & {"modes", "max_minutes"}:
            travel = {name: cleaned[name] for name in ("modes", "max_minutes") if cleaned[name]}
            said["travel"] = travel or None
        if any(name.startswith(("weekdays_", "from_", "to_")) for name in changed):
            said["available"] = [time for n in range(self.rows) if (time := self._time(cleaned, n))] or None
        said |= self._wishes(cleaned, changed) | self._considerations(cleaned, changed)
        gone = HOME if "town" in changed and self.initial["town"] else ()
        kept = {name: value for name, value in facts.items() if name not in said and name not in gone}
        return kept | {name: value for name, value in said.items() if value not in (None, "")}

    def _wishes(self, cleaned: dict, changed: set[str]) -> dict:
        """`interests` and `avoid` with the answers that changed; an activity may stand in several of their lists."""
        moved = {name.removeprefix("activity_") for name in changed if name.startswith("activity_")}
        if not moved and "avoid_kinds" not in changed:
            return {}
        lists = {**self.before.get("interests", {}), "avoid": self.before.get("avoid", [])}
        lists = _moved(lists, moved, lambda slug: cleaned[f"activity_{slug}"], INTERESTS)
        if "avoid_kinds" in changed:
            kinds = self.vocabulary.labels["kinds"]
            lists["avoid"] = [slug for slug in lists["avoid"] if slug not in kinds] + cleaned["avoid_kinds"]
        avoid = lists.pop("avoid") or None
        return {"avoid": avoid, "interests": {name: words for name, words in lists.items() if words} or None}

    def _considerations(self, cleaned: dict, changed: set[str]) -> dict:
        moved = {name.removeprefix("feature_") for name in changed if name.startswith("feature_")}
        lists = {name: self.before.get(name, []) for name in IMPORTANCE}
        lists = _moved(lists, moved, lambda slug: cleaned[f"feature_{slug}"], IMPORTANCE)
        return {name: words or None for name, words in lists.items()} if moved else {}

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
            filled = [number for number in range(self.rows) if self._time(self.cleaned_data, number)]
            number = filled[int(path[len("available[") :].split("]")[0]) - 1]
            return f"{last}_{number}" if f"{last}_{number}" in self.fields else f"from_{number}"
        first = path.split(".")[0].split("[")[0]
        return next((name for name in (last, first) if name in self.fields), None)


def _moved(
    lists: dict[str, list[str]], slugs: set[str], answer: Callable[[str], str], names: Iterable[str]
) -> dict[str, list[str]]:
    """The lists with some slugs taken out of all of them and put at the end of the one that the answer names."""
    return {
        name: [slug for slug in lists.get(name, []) if slug not in slugs]
        + sorted(slug for slug in slugs if answer(slug) == name)
        for name in names
    }


def _known(chosen: list[str]) -> list[str] | None:
    """None where nothing is answered, and the empty list where it is known that there is none."""
    return [slug for slug in chosen if slug != NONE] if chosen else None


def _children(text: str) -> list[int | str] | None:
    if narrow(text) == NO_CHILD:
        return []
    return [_number(part) for part in text.replace("、", ",").split(",") if part.strip()] or None


def _time(minutes: int) -> dt.time | None:
    """A time of the day for a field; the whole day's edges are left empty."""
    return dt.time(*divmod(minutes, 60)) if 0 < minutes < DAY else None


def _number(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isdecimal() else text


def _choice(label: str, labels, nothing: str = "—") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", nothing), *labels.items()])


def _several(label: str, labels) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(labels.items()), widget=forms.CheckboxSelectMultiple
    )
