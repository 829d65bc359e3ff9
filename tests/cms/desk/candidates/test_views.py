"""What stands beside the places of a person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Identity, NeedsSheet

pytestmark = pytest.mark.django_db
EVERYTHING = {
    "age": 70,
    "worries": ["loneliness"],
    "interests": {"want": ["tea"]},
    "avoid": ["crafts"],
    "available": [{"weekdays": ["mon"], "from": "13:00", "to": "16:00"}],
    "travel": {"modes": ["walk"]},
    "needs": ["wheelchair"],
}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"telephone": ""},
        {"telephone": "", "reach": "夜に"},
        {"reach": "夜に", "own_wish": "将棋がしたい", "family_wish": "昼は 外に"},
    ],
    ids=lambda known: "-".join(known),
)
def test_ten_lines_are_full_whatever_is_known_of_who_it_is(desk, person, known):
    Identity.objects.update(**known)
    NeedsSheet.objects.create(participant=person, facts=EVERYTHING, recorded_on=timezone.localdate())
    page = desk.get(reverse("desk_participant", args=[person.code]))
    beside = page.content.decode().split('<dl class="facts">')[1].split("</dl>")[0]
    assert beside.count("<dt>") == 10
    rest = {heading for heading, _ in page.context["more_lines"]}
    assert not rest & {heading for heading, _ in page.context["first_lines"]}
