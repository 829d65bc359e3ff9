"""「心配な人が いるとき」: anybody passes a worry on, without an account, and it reaches the desk in charge."""

import re

import pytest
from django.urls import reverse

from cms.content.site_settings import SiteSettings
from matching.models import DeskAgency, ReferralSheet
from tests.factories import make_agency, make_municipality, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
SENT = {
    "text": "新聞が たまっている",
    "topic": "neighbours",
    "town": "平尾",
    "who": "101号室の方",
    "urgency": "soon",
    "agreed": "unasked",
    "sender": "neighbour",
}


@pytest.fixture
def city():
    city = make_municipality()
    agency = make_agency(kind="city")
    make_user("coordinator", agency)
    desk = make_resource(name="福祉課", kinds=["consultation"], worries=["other", "neighbours"])
    DeskAgency.objects.create(desk=desk, agency=agency)
    make_town("平尾")
    SiteSettings.objects.create(municipality=city, city_name="稲城市")
    return city


@pytest.fixture
def send(client, time_machine):
    """Open the form, wait as a person does, and send it."""

    def sent(seconds=30, **changed):
        time_machine.move_to("2026-11-27T10:00:00+09:00", tick=False)
        html = client.get(reverse("worry")).content.decode()
        began = re.search(r'name="began" value="([^"]+)"', html)[1]
        time_machine.shift(seconds)
        return client.post(reverse("worry"), SENT | {"began": began} | changed, follow=True)

    return sent


def test_it_reaches_the_desk_in_charge_and_its_sender_gets_a_code(city, send):
    html = send().content.decode()
    sheet = ReferralSheet.objects.get()
    assert (sheet.lies_at, sheet.channel, str(sheet.town), sheet.who) == ("福祉課", "form", "平尾", "101号室の方")
    assert re.search(r"番号 \d{3}-\d{3}-\d{4}", html)
    assert "101号室" not in html
    assert "新聞" not in html


def test_a_town_that_is_several_is_kept_in_words_and_none_is_guessed(city, send):
    make_town("百村一丁目")
    make_town("百村二丁目")
    send(town="百村")
    sheet = ReferralSheet.objects.get()
    assert sheet.town is None
    assert "町: 百村" in sheet.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ""}, "ようすを、ひとことでも"),
        ({"website": "http://x"}, "もう一度「窓口に 伝える」"),
        ({"seconds": 1}, "もう一度「窓口に 伝える」"),
        ({"began": "forged"}, "もう一度「窓口に 伝える」"),
        ({"urgency": "x"}, "x"),
    ],
)
def test_programs_and_mistakes_send_nothing(city, send, changed, said):
    answer = send(**changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReferralSheet.objects.exists()


def test_a_form_is_good_once_and_a_network_has_a_few_an_hour(city, client, send):
    send()
    began = re.search(r'name="began" value="([^"]+)"', client.get(reverse("worry")).content.decode())[1]
    assert began
    for _ in range(5):
        answer = send()
    assert (answer.status_code, ReferralSheet.objects.count()) == (422, 5)
    assert "しばらく お休みします" in answer.content.decode()


def test_where_nobody_would_read_it_there_is_no_form(client, city):
    there = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    assert client.get(reverse("worry"), {"city": there.pk}).status_code == 404
    html = client.get(reverse("advice"), {"topic": "neighbours", "who": "other"}).content.decode()
    assert f'href="{reverse("worry")}?topic=neighbours"' in html
    DeskAgency.objects.all().delete()
    make_user().memberships.model.objects.all().delete()
    assert client.get(reverse("worry")).status_code == 404
    assert (
        reverse("worry") not in client.get(reverse("advice"), {"topic": "neighbours", "who": "other"}).content.decode()
    )


@pytest.mark.parametrize(
    ("told", "initial"),
    [
        ("", {"topic": "other", "town": ""}),
        ("?topic=neighbours&town=平尾", {"topic": "neighbours", "town": "平尾"}),
        ("?topic=invented&town=" + "町" * 61, {"topic": "other", "town": ""}),
    ],
)
def test_what_was_said_before_is_not_asked_again(client, city, told, initial):
    assert client.get(reverse("worry") + told).context["form"].initial == initial


def test_the_desks_of_a_worry_lead_on_to_the_form_with_it(client, city):
    page = client.get(reverse("advice"), {"topic": "neighbours", "town": "平尾", "who": "other"}).content.decode()
    link = re.search(rf'href="({reverse("worry")}[^"]*)"', page)[1].replace("&amp;", "&")
    assert client.get(link).context["form"].initial == {"topic": "neighbours", "town": "平尾"}
