"""One command fills how a city works; the file that a city writes itself is loaded like the five plans."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import Agency, Contact, Municipality, Resource
from matching.models import DeskAgency, MeetingName, PlanAim, WorkDoer
from tests.directory.imports.checks.test_city_file import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hanano.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_a_citys_own_file_fills_desks_areas_meetings_works_aims_and_who_answers(file):
    call_command("set_up_city", file)
    desk = Resource.objects.get(name="まるごと相談")
    assert (desk.operation, [area.name for area in desk.areas.all()], desk.live) == ("direct", ["北"], True)
    assert desk.answered_by.agency == Agency.objects.get(name="花野市福祉課", kind="city")
    assert [(one.work, one.who) for one in WorkDoer.objects.all()] == [("outreach", "福祉課")]
    assert [(one.law, one.name) for one in MeetingName.objects.all()] == [("consent", "つながる会議")]
    assert [one.text for one in PlanAim.objects.all()] == ["だれも ひとりにしない"]


def test_a_second_load_says_what_the_file_says_now_and_takes_no_agency_away(file):
    call_command("set_up_city", file)
    file.write_text(WHOLE.replace("つながる会議", "みんなの会議").replace("agencies:", "left_out:"), encoding="utf-8")
    call_command("set_up_city", file)
    assert [one.name for one in MeetingName.objects.all()] == ["みんなの会議"]
    assert (Resource.objects.count(), Agency.objects.count(), DeskAgency.objects.count()) == (1, 1, 1)


def test_a_mistake_stores_nothing_and_check_only_looks(file, capsys):
    call_command("set_up_city", file, "--check")
    assert "まちがいは ありません" in capsys.readouterr().out
    file.write_text(WHOLE.replace("work: outreach", "work: visits"), encoding="utf-8")
    with pytest.raises(CommandError, match="visits"):
        call_command("set_up_city", file)
    assert (Resource.objects.count(), WorkDoer.objects.count()) == (0, 0)


def test_the_five_plans_say_who_does_what_and_how_their_meetings_are_called():
    call_command("set_up_city")
    names = {
        (str(one.municipality), one.law): one.name for one in MeetingName.objects.exclude(law="other").order_by("pk")
    }
    assert names["野々市市", "consent"] == "多機関協働会議"
    assert names["伊賀市", "without"] == "地域ケア会議"
    inagi = Municipality.objects.get(name="稲城市")
    welfare = WorkDoer.objects.filter(municipality=inagi, who="稲城市社会福祉協議会")
    assert {one.work for one in welfare} == {"cooperation", "outreach", "participation", "community"}
    assert PlanAim.objects.filter(municipality=inagi).count() == 3
    planners = Resource.objects.get(name="医療福祉政策課")
    assert Contact.objects.get(resource=planners, kind="telephone").value == "0595-26-3940"
    hall = Resource.objects.get(name="地域包括支援センター相談支援室（総合相談） 本庁")
    assert str(hall.place.town) == "四十九町"
