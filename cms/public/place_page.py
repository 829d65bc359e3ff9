"""The page of a place, in the order in which people ask."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.public import place_words
from cms.public.cards import PlaceCard
from directory.associations.claims import is_unowned
from directory.catalogue.check_intervals import months_of
from directory.catalogue.contacts import Contact
from directory.catalogue.feature_sentences import ASKED_FIRST, in_order_of_asking, question, sentence
from directory.catalogue.freshness import is_stale
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.catalogue.vocabulary import Answer, Scheme, Term
from directory.changes.closures import closures_from, days_from
from directory.duplicates.merging import survivor_of
from directory.hours.rules import Occurrence
from directory.languages.times import day_of_meeting, short_date_with_weekday

DATES_SHOWN = 3
DAYS_LOOKED_AT = 6
"""How many of the next meeting days are checked for a day off."""
SOON = 30
"""Days ahead in which a pause or an end stands at the top of the page; later ones are a sentence among the dates."""


@dataclass(frozen=True)
class PlacePage(PlaceCard):
    """Everything that the page of a resource shows at a moment.

    easy   whether it is read in やさしい日本語, as far as somebody has written it
    """

    easy: bool = False

    @cached_property
    def dates(self) -> list[Occurrence]:
        """The next dates that are not over."""
        return self._dates(DATES_SHOWN)

    @cached_property
    def is_old(self) -> bool:
        """Whether the last check is too old, or there never was one."""
        checked = self.verification.day if self.verification else None
        return is_stale(checked, months_of(self.resource), self.day)

    @cached_property
    def coming(self) -> StatusStatement | None:
        """A pause or an end that is announced but has not begun."""
        return next((one for one in closures_from(self.resource, self.day) if one.since > self.day), None)

    @property
    def is_soon(self) -> bool:
        """Whether what is announced begins so soon that a visitor must see it first."""
        return self.coming is not None and (self.coming.since - self.day).days <= SOON

    @cached_property
    def said_of_days(self) -> list[str]:
        """Sentences about single days among the next ones: a day off and why, or the note of an extra day."""
        return self._said_of_days(day_of_meeting)

    @property
    def said_on_paper(self) -> list[str]:
        """The same without 「きょう」: paper is read on other days."""
        return self._said_of_days(short_date_with_weekday)

    def _said_of_days(self, in_words: Callable[[dt.date, dt.date], str]) -> list[str]:
        days = days_from(self.resource, self.day, DAYS_LOOKED_AT) if self.resource.statements_of("single_dates") else []
        said = {True: _("%(day)sは お休みです。"), False: _("%(day)s: ")}
        return [
            f"{said[day.off] % {'day': in_words(day.day, self.day)}}{'、'.join(day.reasons)}"
            for day in days
            if day.off or day.reasons
        ]

    @cached_property
    def public_contacts(self) -> list[Contact]:
        """Contacts that everybody may see."""
        return [contact for contact in self.resource.contacts.all() if contact.is_public]

    @property
    def telephones(self) -> list[Contact]:
        """Numbers to call."""
        return [contact for contact in self.public_contacts if contact.kind == Contact.Kind.TELEPHONE]

    @property
    def other_contacts(self) -> list[Contact]:
        """Every other way to ask."""
        return [contact for contact in self.public_contacts if contact.kind != Contact.Kind.TELEPHONE]

    @cached_property
    def _features(self) -> list[Term]:
        return list(Term.objects.filter(scheme=Scheme.FEATURES).order_by("position", "pk"))

    @cached_property
    def known(self) -> list[tuple[str, str]]:
        """Features with a known answer: ("yes", 「駐車場が あります。」), yes before no."""
        answers = self.resource.answers()
        return sorted(
            ((answers[slug], said) for slug, said in self._said_features), key=lambda one: one[0] != Answer.YES
        )

    @cached_property
    def _said_features(self) -> list[tuple[str, str]]:
        """(slug, sentence) of each feature with a known answer, in the order of the vocabulary."""
        answers = self.resource.answers()
        return [(one.slug, sentence(one, Answer(answers[one.slug]))) for one in self._features if one.slug in answers]

    @cached_property
    def _unknown(self) -> list[str]:
        answers, kinds = self.resource.answers(), [kind.slug for kind in self.resource.kinds.all()]
        unknown = [feature for feature in self._features if feature.slug not in answers]
        return [question(feature) for feature in in_order_of_asking(unknown, kinds)]

    @property
    def to_ask(self) -> list[str]:
        """The unknown features that matter most for its kind, as questions: 「車いすで 入れますか」."""
        return self._unknown[:ASKED_FIRST]

    @property
    def to_ask_perhaps(self) -> list[str]:
        """The other unknown features, as questions."""
        return self._unknown[ASKED_FIRST:]

    @property
    def where_without_place(self) -> str:
        """Where it happens, if it has no building."""
        return place_words.where_without_place(self.resource)

    @property
    def summary(self) -> str:
        """The one sentence at the top."""
        return self.resource.text("summary", self.easy)

    @property
    def description(self) -> str:
        """What is told beyond the summary."""
        text = self.resource.text("description", self.easy)
        return place_words.beyond(self.summary, place_words.beyond(self.resource.summary, text))

    @property
    def first_visit(self) -> str:
        """What it says to somebody who comes for the first time."""
        return self.resource.text("first_visit", self.easy)

    @property
    def at_the_door(self) -> list[tuple[str, str]]:
        """Single facts for a first visit, each with what it is called: (「入口」, 「駐車場がわの ガラスの戸」). Only what is known."""
        resource, leaving = self.resource, self.resource.leaving
        early = next((said for slug, said in self._said_features if slug == "leave_early"), "")
        told = (
            ("むかえる人", resource.met_by),
            ("入口", resource.entrance),
            ("持ち物", resource.to_bring),
            ("とちゅうで 帰るとき", leaving or early),
            ("介護予防ポイント", resource.care_points),
        )
        return [(name, text) for name, text in told if text]

    @property
    def is_not_easy(self) -> bool:
        """Whether somebody wants やさしい日本語 and a text has none."""
        return self.easy and self.resource.lacks_easy

    @property
    def targets(self) -> str:
        """For whom it is; nothing chosen means everybody."""
        return _("、").join(_(target.label) for target in self.resource.targets.all()) or _("どなたでも")

    @property
    def activities(self) -> str:
        """What people do there."""
        return _("、").join(_(activity.label) for activity in self.resource.activities.all())

    @property
    def ages(self) -> str:
        """「65歳から」, 「0歳から3歳まで（いっしょに来る子どもの年齢）」, or nothing."""
        words, child = self.resource.ages, self.resource.ages_of == Resource.AgesOf.CHILD
        return _("%(ages)s（いっしょに来る子どもの年齢）") % {"ages": words} if words and child else words

    @property
    def fee_amount(self) -> str:
        """「無料」, 「1回 300円」; 「分かりません」 where nothing is known, "" where only a note says something."""
        amount = self.resource.fee
        if amount is None:
            return "" if self.resource.fee_note else _(place_words.NOT_KNOWN)
        return _("無料") if amount == 0 else _("1回 %(yen)s円") % {"yen": f"{amount:,}"}

    @property
    def fee(self) -> str:
        """What it costs."""
        words, note = self.fee_amount, self.resource.fee_note
        return f"{words}（{note}）" if words and note else words or note

    @property
    def referral(self) -> str:
        """How newcomers get in."""
        return place_words.how_to_begin(self.resource)

    @property
    def crowd(self) -> str:
        """How many people usually come, how many the place takes, how many more can come. Unknown parts are left out."""
        resource, left = self.resource, self.resource.places_left
        parts = [
            _("いつも%(people)s人くらい") % {"people": resource.group_size} if resource.group_size else "",
            _("定員%(people)s人") % {"people": resource.capacity} if resource.capacity else "",
            "" if left is None else _("今はいっぱいです") if left == 0 else _room_for(left),
        ]
        return _("、").join(part for part in parts if part)

    @property
    def can_be_claimed(self) -> bool:
        """Whether nobody speaks for the listing, so that somebody may claim it; never for one that a city runs."""
        runs, cities = self.resource.organization, Organization.Kind.CITY
        return self.resource.is_public and is_unowned(self.resource) and not (runs and runs.kind == cities)


def _room_for(people: int) -> str:
    return ngettext("あと%(people)s人入れます", "あと%(people)s人入れます", people) % {"people": people}


def public_survivor(old_key: int) -> Resource:
    """The public place into which a place of this key was merged. Raises Http404 where there is none."""
    survivor = survivor_of(old_key)
    if survivor is None or not survivor.is_public:
        raise Http404
    return survivor
