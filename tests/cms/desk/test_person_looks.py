"""だれが私のことを見たか: every look at the person in plain words, on the screen and on paper, and both are looks themselves."""

import pytest
from django.urls import reverse

from matching.models import Look, Participant
from matching.oversight.audit_log import record_looks
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(coordinator):
    coordinator.name = "山田花子"
    coordinator.save()
    agency = coordinator.memberships.get().agency
    person, other = (Participant.objects.create(code=code, agency=agency) for code in ("M-1", "M-2"))
    colleague = make_user("coordinator", agency, name="佐藤次郎")
    for user, action, what in (
        (colleague, "seen", "候補の場所"),
        (colleague, "seen", "候補の場所"),
        (colleague, "seen", "一覧（さがした字）"),
        (make_user(name="よその人"), "refused", "候補の場所"),
        (None, "seen", "manage.py match_assign"),
    ):
        record_looks(user, action, [person], what)
    record_looks(make_user(name="べつの人だけを見た人"), "seen", [other], "候補の場所")
    return person


SAID = ("山田花子", "佐藤次郎", "よその人", "見ようとしたが、見られなかった", "（2回）", "市の係")


@pytest.mark.parametrize(("view", "action"), [("desk_person_looks", "seen"), ("desk_person_looks_paper", "printed")])
def test_everybody_who_looked_is_named_and_nobody_else(client, coordinator, person, view, action):
    client.force_login(coordinator)
    answer = client.get(reverse(view, args=[person.code]))
    said = answer.content.decode() if view == "desk_person_looks" else pdf_text(answer.content)
    assert [
        word for word in (*SAID, str(person.agency)) if word not in said.replace("\r\n", "").replace("\n", "")
    ] == []
    assert "べつの人だけを見た人" not in said
    assert "さがした字" not in said
    mine = Look.objects.filter(user=coordinator).values_list("action", "what", "code")
    assert list(mine) == [(action, "だれが見たかの記録", "M-1")]


def test_the_paper_says_screens_about_many_in_words_that_somebody_at_home_understands(client, coordinator, person):
    for what in ("今日", "数字", "指標の一覧", "かたより（町）", "わりあて"):
        record_looks(coordinator, "seen", [person], what)
    client.force_login(coordinator)
    rows = client.get(reverse("desk_person_looks", args=[person.code])).context["days"]
    said = {row.what for row in rows}
    assert {"その日にすることの一覧", "人数を かぞえる表", "場所が かたよらないか しらべる表"} <= said
    assert "空いている場所を だれに すすめるか 考える表" in said
    assert not {"今日", "数字", "指標の一覧", "かたより", "わりあて", "一覧"} & said
