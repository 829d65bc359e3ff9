"""市の体制 at the desk: what the city's file said, for those who work there."""

import pytest
from django.core.management import call_command
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_works_meetings_aims_and_desks_stand_there_with_their_sources(desk):
    call_command("set_up_city")
    html = desk.get(reverse("desk_programme")).content.decode()
    for said in (
        "アウトリーチ等を通じた継続的支援",
        "就労準備支援受託機関",
        "［（４）参加支援事業］",
        "重層的支援会議",
        "誰も取り残さない相談支援体制の構築",
        "支援者のみ",
        "このサイトで答える: 稲城市生活福祉課",
    ):
        assert said in html
    assert "四日市" not in html


def test_an_empty_city_says_that_nothing_is_there_yet(desk):
    assert "まだ 入っていません" in desk.get(reverse("desk_programme")).content.decode()
