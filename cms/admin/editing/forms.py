"""The forms of the tables: only rows of the user's cities, times and answers in words, and checks with a way out."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser
from wagtail.models import ModelLogEntry

from cms.admin.duplicates.while_typing import duplicates_of_form
from cms.forms.feature_answers import AnswersField, known_answers
from cms.forms.hours import EXAMPLE, SELDOM, TimesField, next_dates
from cms.forms.lenient_fields import FeeField, PostcodeField, cleaned_reading, note_of_fee
from cms.forms.two_windows import TwoWindowsMixin
from cms.permissions.city_policy import policy_of
from directory.catalogue.places import BUILDING_FEATURES
from directory.catalogue.vocabulary import Scheme
from directory.gazetteer.geocoders import Geocoding, configured
from directory.gazetteer.moved_addresses import note_of_move, same_spot
from directory.geo.points import in_japan
from directory.models import (
    Area,
    Municipality,
    Organization,
    Place,
    PlaceFeature,
    ResourceFeature,
    Schedule,
    Term,
    Town,
)

ALREADY_THERE = (
    "もう登録されているかもしれません。下を見て、べつの場所なら「どれとも べつの場所です」にしるしをつけて、"
    "もう一度保存してください。"
)
OTHERS_USE_IT = (
    "ほかの市町村の地域資源も、これを使っています。消すことと、公開をやめることは、ほかの市町村と話してから、"
    "システムの管理者に たのんでください。"
)
MOST_YEN = 65_000
FEE_HELP = "無料は 0。例: 100、100円（お茶代）"
MODELS_OF_A_CITY = {"municipality": Municipality, "place": Place, "organization": Organization, "town": Town}
MODELS_OF_A_CITY |= {"areas": Area, "parent": Area}


class CityForm(TwoWindowsMixin, WagtailAdminModelForm):
    """Offers and accepts only rows that the user may see."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in MODELS_OF_A_CITY.keys() & self.fields.keys():
            self.fields[name].queryset = policy_of(MODELS_OF_A_CITY[name]).rows(self.for_user)
            _limit_chooser(self.fields[name].widget, self.fields[name].queryset)
        if photo := self.fields.get("photo"):
            own = policy_of(photo.queryset.model).instances_user_has_any_permission_for(self.for_user, ["choose"])
            photo.queryset = own | photo.queryset.filter(pk=self.instance.photo_id)
            _limit_chooser(photo.widget, photo.queryset)
        if "municipality" in self.fields and not self.instance.municipality_id:
            own = self.for_user.staff_municipalities
            self.initial.setdefault("municipality", next(iter(own)) if len(own) == 1 else None)
        if postcode := self.fields.get("postcode"):
            self.fields["postcode"] = PostcodeField(label=postcode.label, required=False, help_text="例: 206-0823")
        if self.instance.pk:
            self.keep_marks()

    def last_editor(self):
        """By the log, where everything is written that anybody changes, in the admin or in the portal."""
        kind = ContentType.objects.get_for_model(self.instance)
        entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(self.instance.pk))
        newest = entries.select_related("user").order_by("-timestamp", "-pk").first()
        return (newest.user, newest.timestamp) if newest else (None, None)

    def clean(self):
        """Line breaks as they are stored everywhere: a browser sends each as CR LF, and a text would seem to be changed."""
        facts = super().clean()
        texts = {name: value for name, value in facts.items() if isinstance(value, str)}
        facts |= {name: text.replace("\r\n", "\n") for name, text in texts.items()}
        self.check_windows(facts)
        if facts.get("expire_at") and "expire_at" in self.changed_data and not self._may_withdraw:
            self.add_error("expire_at", OTHERS_USE_IT)
        return facts

    @property
    def _may_withdraw(self) -> bool:
        key = self.instance.pk
        return key is None or policy_of(self._meta.model).may_withdraw(self.for_user, key)

    def clean_reading(self):
        """Called where the form has that field."""
        return cleaned_reading(self.cleaned_data["reading"], self.initial.get("reading", ""))


def _limit_chooser(widget, rows) -> None:
    """Let a chooser show the name of these rows only: it shows the name of any key that is sent to it."""
    if isinstance(widget, BaseChooser):
        widget.get_instance = lambda value: _one_of(rows, value)


def _one_of(rows, value):
    """The row of a key, or of a row itself, among these; None for another, and for what is no key at all."""
    try:
        return rows.filter(pk=getattr(value, "pk", value)).first()
    except (TypeError, ValueError, OverflowError):
        return None


class FeatureAnswersForm(CityForm):
    """A form with the grid of feature answers, which it writes as the rows of `features`."""

    answers = AnswersField(required=False)
    answer_model, feature_slugs = None, None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        terms = Term.objects.filter(scheme=Scheme.FEATURES)
        if self.feature_slugs:
            terms = terms.filter(slug__in=self.feature_slugs)
        self.fields["answers"].widget.terms = list(terms)
        self.initial["answers"] = {row.feature_id: row.answer for row in self.instance.features.all()}

    def save(self, commit=True):
        rows = {row.feature_id: row for row in self.instance.features.all()}
        for key, answer in self.cleaned_data["answers"].items():
            rows.setdefault(key, self.answer_model(feature_id=key)).answer = answer
        kept = known_answers({key: row.answer for key, row in rows.items() if key in self.cleaned_data["answers"]})
        self.instance.features.set([rows[key] for key in kept])
        return super().save(commit)


class ResourceForm(FeatureAnswersForm):
    """A listing: times as text, answers as a grid, and a warning about possible duplicates."""

    times = TimesField(
        required=False,
        help_text=f"ふだんの言い方で、1行に1つ書きます。例: {EXAMPLE} ／ 毎週月・水 13:30–15:00（祝日・年末年始は休み） ／ {SELDOM}。日が決まっていない「月2回」は、ページに出ますが、次の日は出ません。",
    )
    fee = FeeField(label="参加費（円・1回）", required=False, min_value=0, max_value=MOST_YEN, help_text=FEE_HELP)
    answer_model = ResourceFeature
    duplicates = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["times"] = self.fields["times"].keep([row.rule for row in self.instance.schedules.all()])
        if self.instance.place_id:
            rows = PlaceFeature.objects.filter(place=self.instance.place_id)
            self.fields["answers"].widget.building = {row.feature_id: row.get_answer_display() for row in rows}

    @property
    def upcoming_dates(self) -> list[str]:
        """The next dates of the times as they are in the form; empty where they cannot be read."""
        try:
            rules = self.fields["times"].clean(self["times"].value() or "")
        except ValidationError:
            return []
        return next_dates(rules, timezone.localdate())

    @property
    def told_apart(self) -> list[int]:
        """Keys of the possible duplicates that the user says are other places (checkbox 「どれとも べつの場所です」); else empty."""
        return [one["key"] for one in self.duplicates] if self.data.get("is_another") else []

    def clean(self):
        facts = super().clean()
        if facts.get("photo"):
            for name, wrong in (
                ("photo_alt", "写真には説明をつけてください。例: 体育館で10人ほどが体操をしています。"),
                ("photo_source", "写真の出どころを書いてください。例: 団体からの提供"),
            ):
                if not facts.get(name):
                    self.add_error(name, wrong)
        note_of_fee(self, facts)
        self.complete(facts)
        self.duplicates = duplicates_of_form(self)
        if self.duplicates and not self.told_apart:
            self.add_error("name", ALREADY_THERE)
        return facts

    def complete(self, facts: dict) -> None:
        """Called before duplicates are looked for: a form that asks in another way fills in what they are found by."""

    def save(self, commit=True):
        rows = {row.rule: row for row in self.instance.schedules.all()}
        rules = self.cleaned_data["times"]
        self.instance.schedules.set([rows.get(rule) or Schedule.of(rule) for rule in rules])
        return super().save(commit)


class PlaceForm(FeatureAnswersForm):
    """A place: its address, and its point with how exact that is."""

    answer_model, feature_slugs = PlaceFeature, BUILDING_FEATURES
    position_note = ""
    """What to tell of a point that was found anew, because the address changed and the pin did not."""
    has_old_way = False
    """Whether the address changed and the text of the way there did not."""

    def clean(self):
        facts = super().clean()
        if self._has_another_address(facts):
            self._locate_anew(facts)
        lat, lng = facts.get("lat"), facts.get("lng")
        if (lat is None) != (lng is None) and not {"lat", "lng"} & self.errors.keys():
            self.add_error("lat" if lat is None else "lng", "緯度と経度は、両方入れるか、両方空にしてください。")
        elif lat is None:
            facts["precision"] = Place.Precision.NONE
        else:
            self._check_point(lat, lng)
            if facts.get("precision") in (None, "", Place.Precision.NONE):
                facts["precision"] = Place.Precision.EXACT
        return facts

    def _has_another_address(self, facts: dict) -> bool:
        """Whether the address is another spot: a pin, a town or a way there of the old one would lead people there."""
        changed, address, where = set(self.changed_data), facts.get("address"), facts.get("municipality")
        if self.errors or not address or not where:
            return False
        before = self.initial.get("address") or ""
        return "municipality" in changed or ("address" in changed and not same_spot(before, address))

    def _locate_anew(self, facts: dict) -> None:
        found = Geocoding(facts["municipality"], configured()).locate(facts["address"])
        changed, is_new = set(self.changed_data), not self.instance.pk
        if "town" not in changed:
            facts["town"] = found.town
        if not changed & {"lat", "lng", "precision"}:
            facts |= {"lat": found.lat, "lng": found.lng, "precision": found.precision}
            self.position_note = "" if is_new else note_of_move(found.precision)
        self.has_old_way = bool(facts.get("access")) and "access" not in changed and not is_new

    def _check_point(self, lat: float, lng: float) -> None:
        if not in_japan(lat, lng):
            wrong = "緯度と経度が入れかわっています。" if in_japan(lng, lat) else "位置が日本の外です。"
            self.add_error(
                "lat", wrong + "地図の印を動かすか、数字を見なおしてください。例: 緯度 35.6040、経度 139.4890"
            )


class AreaForm(CityForm):
    """An area: its towns are chosen once the system, and so the municipality, is known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = policy_of(self.fields["system"].queryset.model).rows(self.for_user)
        if self.instance.pk:
            self.fields["parent"].queryset = self.instance.system.areas.exclude(pk=self.instance.pk)
            self.fields["towns"].queryset = self.instance.system.municipality.towns.all()
        else:
            del self.fields["towns"]
