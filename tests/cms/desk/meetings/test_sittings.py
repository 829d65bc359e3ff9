"""A day of a meeting: its minutes, who does what next, the paper, and that nobody else reads any of it."""

import datetime as dt

import pytest
from django.urls import reverse

from directory.models import Membership
from matching.models import (
    Consent,
    Draft,
    Look,
    MeetingMember,
    MeetingStep,
    Minutes,
    Presence,
    Sitting,
    SupportMeeting,
    Withdrawal,
)
from tests.cms.desk.meetings.conftest import NAME, TODAY, day_of, minutes_of, name_member, page
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_agency, make_consent, make_user

pytestmark = pytest.mark.django_db
WORD = "庭の柿の木"
SOON = (TODAY + dt.timedelta(days=3)).isoformat()


def today_of(client, user):
    """(kind, why) of the lines of somebody's Today that are about meetings."""
    client.force_login(user)
    parts = client.get(reverse("desk_home")).context["parts"]
    return [(one.kind, one.why) for part in parts for group in part["groups"] for one in group["lines"] if one.meeting]


def test_an_invitation_to_a_meeting_of_today_is_for_today(client, compartment):
    guest = make_user("counsellor", make_agency())
    name_member(compartment, guest, acknowledged_at=None)
    held = Sitting.objects.create(meeting=compartment, held_on=TODAY + dt.timedelta(days=1), agenda="これから")
    for day, words, is_today in ((held.held_on, "この会議", False), (TODAY, "今日の会議", True)):
        Sitting.objects.update(held_on=day)
        said = f"{words}に 入っています。はじめに、秘密を守ることを たしかめてください。"
        assert today_of(client, guest) == [("meeting", said)]
        urgent = client.get(reverse("desk_home")).context["parts"][0]
        assert (urgent["slug"] == "today") is is_today


def test_from_the_legal_basis_to_minutes_and_everybodys_today(client, person, owner):
    make_consent(person, allows_meeting=True)
    helper = make_user("counsellor", make_agency())
    client.force_login(owner)
    shown = client.get(reverse("desk_meetings"))
    assert [lines for _, lines in shown.context["due"]] == [["プランを 作ること"]]
    sent = {"law": "consent:重層的支援会議", "who": "M-0001", "why": "役割を きめる"}
    opened = client.post(reverse("desk_meetings"), sent).url
    assert "守ります" in client.get(opened).content.decode()
    client.post(f"{opened}acknowledge/")
    client.post(f"{opened}member/", {"username": helper.username, "post": "生活支援室"})
    client.post(f"{opened}member/", {"name": "佐藤 弁護士", "post": "法律事務所", "promised": "on"})
    assert today_of(client, helper) == [
        ("meeting", "この会議に 入っています。はじめに、秘密を守ることを たしかめてください。")
    ]
    client.post(f"{opened}acknowledge/")
    assert NAME in client.get(opened).content.decode()

    client.force_login(owner)
    form = client.get(opened).context["sitting_form"]
    day = {"held_on": TODAY.isoformat(), "at": "10:00", "agenda": form["agenda"].value()}
    assert day["agenda"] == "プランを 作ること"
    sitting_page = client.post(f"{opened}day/", day).url
    assert today_of(client, helper) == [("meeting", "今日 10:00から、会議が あります。")]
    client.force_login(owner)
    sitting, members = Sitting.objects.get(), list(MeetingMember.objects.order_by("pk"))
    steps = [(members[1], "訪ねる", f"{WORD}を 見に行く", SOON), (members[2], "借金のこと", "手紙を 書く", SOON)]
    assert client.post(sitting_page, minutes_of(sitting, steps, develop="夕方の場所")).status_code == 302
    shown = client.get(sitting_page).content.decode()
    assert all(word in shown for word in ("プランを 作る", "夕方の場所", f"{WORD}を 見に行く", "第1版"))

    in_words = f"{dt.date.fromisoformat(SOON):%-m月%-d日}まで。"
    assert today_of(client, helper) == [("step", f"{in_words}{WORD}を 見に行く")]
    assert today_of(client, owner) == [("step", f"{in_words}佐藤 弁護士さん：手紙を 書く")]
    client.force_login(helper)
    own, other = MeetingStep.objects.order_by("member")
    assert client.post(reverse("desk_step_done", args=[other.pk])).status_code == 403
    assert client.post(reverse("desk_step_done", args=[own.pk])).status_code == 302
    assert today_of(client, helper) == []
    assert Look.objects.filter(user=helper, participant=person, what__startswith="重層的支援会議").exists()


def test_a_day_of_a_compartment_is_read_after_the_promise_of_that_day(client, compartment, city):
    helper = make_user("counsellor", make_agency())
    name_member(compartment, helper)
    lawyer = name_member(compartment)
    sitting = Sitting.objects.create(meeting=compartment, held_on=TODAY, agenda=WORD)
    Minutes.objects.create(sitting=sitting, number=1, text=WORD, decision="made")
    client.force_login(helper)
    assert WORD not in client.get(page(sitting)).content.decode()
    for path in (page(sitting), f"{page(sitting)}paper/"):
        assert client.post(path, minutes_of(sitting)).status_code in (403, 405)
    assert client.get(f"{page(sitting)}paper/").status_code == 403
    client.post(f"{page(sitting)}promise/")
    assert WORD in client.get(page(sitting)).content.decode()
    assert client.post(f"{page(sitting)}promise/", {"member": lawyer.pk}).status_code == 403
    client.force_login(city)
    client.post(f"{page(sitting)}promise/", {"member": lawyer.pk})
    assert Presence.objects.get(member=lawyer).acknowledged_at
    # Nothing of it stands in Today but that there is something.
    client.post(f"{page(sitting)}promise/")
    steps = [(MeetingMember.objects.get(user=city), "", WORD, SOON)]
    client.post(page(sitting), minutes_of(sitting, steps, seen=1))
    assert [WORD in why for _, why in today_of(client, city)] == [False]


def test_nobody_sat_in_a_compartment_without_the_promise_of_that_day(client, compartment, city, owner, with_consent):
    late = name_member(compartment, name="おくれた人")
    sitting = Sitting.objects.create(meeting=compartment, held_on=TODAY, agenda="x")
    client.force_login(city)
    client.post(f"{page(sitting)}promise/")
    answer = client.post(page(sitting), minutes_of(sitting))
    assert "おくれた人さんは、この日に 秘密を守ると まだ 言っていません" in answer.content.decode()
    assert not Minutes.objects.exists()
    client.post(f"{page(sitting)}promise/", {"member": late.pk})
    assert client.post(page(sitting), minutes_of(sitting)).status_code == 302
    # With consent the promise of the meeting is enough.
    other = Sitting.objects.create(meeting=with_consent, held_on=TODAY, agenda="x")
    client.force_login(owner)
    assert client.post(page(other), minutes_of(other)).status_code == 302


OTHERS = (
    "owner",
    "colleague",
    "manager",
    "superuser",
    "another city",
    "member of another meeting",
    "left",
    "who was taken out",
)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_word_of_either_meeting(client, person, owner, city, compartment, who):
    agency = compartment.agency
    user = {
        "owner": lambda: owner,
        "colleague": lambda: make_user("coordinator", agency),
        "manager": lambda: make_user("manager", agency),
        "superuser": lambda: make_user("coordinator", agency, is_superuser=True, is_staff=True),
        "another city": lambda: make_user("coordinator", make_agency(kind="city")),
        "member of another meeting": lambda: make_user("coordinator", make_agency()),
        "left": lambda: make_user("coordinator", agency),
        "who was taken out": lambda: make_user("coordinator", agency),
    }[who]()
    if who == "member of another meeting":
        other = type(person).objects.create(code="M-0002", agency=person.agency)
        there = SupportMeeting.objects.create(participant=other, agency=agency, why="x", begun_on=TODAY)
        name_member(there, user)
    if who in ("left", "superuser"):
        name_member(compartment, user)
    if who == "left":
        Membership.objects.filter(user=user).delete()
    if who == "who was taken out":
        name_member(compartment, user, left_on=TODAY)
    sitting = day_of(compartment, agenda=WORD)
    Minutes.objects.create(sitting=sitting, number=1, text=WORD, decision="made")
    step = MeetingStep.objects.create(sitting=sitting, member=compartment.members.first(), what=WORD, until=TODAY)
    client.force_login(user)
    meeting = reverse("desk_meeting", args=[compartment.pk])
    reads = [client.get(path) for path in (meeting, page(sitting), f"{page(sitting)}paper/")]
    writes = [f"{meeting}{act}/" for act in ("acknowledge", "member", "day", "end")]
    writes += [page(sitting), f"{page(sitting)}promise/", reverse("desk_step_done", args=[step.pk])]
    answers = reads + [client.post(path, minutes_of(sitting)) for path in writes]
    assert {one.status_code for one in answers} == {403}
    listed = client.get(reverse("desk_meetings"))
    said = "".join(one.content.decode() for one in [*answers, listed])
    assert WORD not in said
    assert "M-0001" not in listed.content.decode().split('id="due"')[0].split('id="new"')[0]
    assert Minutes.objects.count() == 1
    if who not in ("manager", "superuser", "left"):
        assert Look.objects.filter(user=user, action="refused", participant=person).count() == len(answers)


def test_a_withdrawal_closes_a_meeting_with_consent_in_that_moment_for_everybody(client, person, owner, with_consent):
    helper = make_user("counsellor", make_agency())
    name_member(with_consent, helper)
    sitting = day_of(with_consent, agenda=WORD)
    client.force_login(owner)
    client.post(page(sitting), minutes_of(sitting, [(MeetingMember.objects.get(user=helper), "", WORD, SOON)]))
    assert today_of(client, helper)
    opened = reverse("desk_meeting", args=[with_consent.pk])
    client.force_login(owner)
    answer = client.post(reverse("desk_consent_withdraw", args=["M-0001"]), {"consent": "all"})
    assert "重層的支援会議は、だれも 読めなくなりました" in answer.content.decode()
    for user in (owner, helper):
        client.force_login(user)
        for path in (opened, page(sitting), f"{page(sitting)}paper/"):
            assert client.get(path).status_code == 403
        assert client.post(page(sitting), minutes_of(sitting, seen=1)).status_code == 403
        assert list(client.get(reverse("desk_meetings")).context["meetings"]) == []
        assert today_of(client, user) == []
    # The person may have all that was said of them, on the paper of 開示.
    client.force_login(owner)
    assert WORD in client.get(reverse("desk_disclosure", args=["M-0001"])).content.decode()
    make_consent(person, allows_meeting=True)
    assert client.get(page(sitting)).status_code == 200


def test_of_a_compartment_nothing_stands_on_the_paper_of_disclosure(client, person, owner, city, compartment):
    sitting = day_of(compartment, agenda=WORD)
    client.force_login(city)
    sent = minutes_of(sitting, [(compartment.members.get(), WORD, WORD, SOON)], text=WORD, develop=WORD)
    client.post(page(sitting), sent | {"keep_draft": "1", "draft_token": "0c1d8e2e-0d3f-4a53-8f3c-1f1f1f1f1f1f"})
    client.post(page(sitting), sent)
    assert Minutes.objects.count() == Draft.objects.count() == 1
    client.force_login(owner)
    said = client.get(reverse("desk_disclosure", args=["M-0001"])).content.decode()
    assert WORD not in said
    assert "地域ケア会議" not in said


def test_of_two_who_write_at_once_the_second_sees_the_first_and_nothing_is_lost(client, with_consent, owner):
    helper = make_user("counsellor", make_agency())
    member = name_member(with_consent, helper)
    sitting = day_of(with_consent)
    client.force_login(owner)
    client.post(page(sitting), minutes_of(sitting, [(member, "", "先の人", SOON)], text="先に 書いた"))
    client.force_login(helper)
    answer = client.post(page(sitting), minutes_of(sitting, [(member, "", "後の人", SOON)], text="あとから 書いた"))
    shown = answer.content.decode()
    assert all(
        word in shown for word in ("先に 書いた", "あとから 書いた", "先の人", "後の人", "まだ 記録していません")
    )
    assert Minutes.objects.count() == 1
    seen = answer.context["form"]["seen"].value()
    assert str(seen) == "1"
    client.post(page(sitting), minutes_of(sitting, [(member, "", "後の人", SOON)], text="合わせた", seen=seen))
    assert [one.text for one in Minutes.objects.all()] == ["合わせた", "先に 書いた"]
    assert MeetingStep.objects.get().what == "後の人"
    assert "先に 書いた" in client.get(page(sitting)).content.decode()


def test_a_button_pressed_twice_makes_one_of_everything(client, person, owner):
    make_consent(person, allows_meeting=True)
    client.force_login(owner)
    sent = {"law": "consent:重層的支援会議", "who": "M-0001", "why": "x"}
    answers = [client.post(reverse("desk_meetings"), sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 200]
    opened = answers[0].url
    for _ in range(2):
        client.post(f"{opened}acknowledge/")
        client.post(f"{opened}member/", {"name": "佐藤", "post": "x", "promised": "on"})
        client.post(f"{opened}day/", {"held_on": TODAY.isoformat(), "agenda": "x"})
        client.post(opened, {"held_on": TODAY.isoformat(), "text": "知らせ"})
    sitting = Sitting.objects.get()
    for _ in range(2):
        assert client.post(page(sitting), minutes_of(sitting)).status_code == 302
    one = SupportMeeting.objects.get()
    assert [one.members.count(), one.records.count(), Minutes.objects.count()] == [2, 1, 1]


WRONG = {
    "no text": {"text": ""},
    "nothing decided": {"decision": ""},
    "nobody was there": {"attended": []},
    "somebody of elsewhere was there": {"attended": [0]},
    "too long": {"text": "あ" * 4001},
}


@pytest.mark.parametrize("facts", WRONG.values(), ids=WRONG)
def test_what_is_refused(client, with_consent, owner, facts):
    sitting = day_of(with_consent)
    client.force_login(owner)
    assert client.post(page(sitting), minutes_of(sitting, **facts)).status_code == 200
    assert not Minutes.objects.exists()


@pytest.mark.parametrize(("what", "until"), [("すること", ""), ("", SOON), ("すること", "いつか")])
def test_a_step_has_a_day_and_a_day_has_a_step(client, with_consent, owner, what, until):
    sitting = day_of(with_consent)
    client.force_login(owner)
    answer = client.post(page(sitting), minutes_of(sitting, [(with_consent.members.get(), "", what, until)]))
    assert answer.status_code == 200
    assert not Minutes.objects.exists()


def test_the_paper_says_the_law_the_number_and_who_printed_it_and_no_name_of_the_person(client, compartment, city):
    name_member(compartment, name="とても" * 19, post="とても長い名前の 法律事務所" * 6)
    sitting = day_of(compartment)
    client.force_login(city)
    assert client.get(f"{page(sitting)}paper/").status_code == 302
    client.post(page(sitting), minutes_of(sitting, text="一行\n" * 200))
    said = pdf_text(client.get(f"{page(sitting)}paper/").content)
    for word in ("地域ケア会議の記録", "106条の6", "M-0001", "第1版", str(city)):
        assert word in said
    assert "夕凪" not in said
    assert Look.objects.filter(action="printed", what__startswith="支援会議").count() == 1


def test_who_opened_it_settles_it_and_the_last_of_them_stays(client, with_consent, owner):
    helper = make_user("coordinator", make_agency())
    mine, theirs = with_consent.members.get(), name_member(with_consent, helper)
    opened = reverse("desk_meeting", args=[with_consent.pk])
    client.force_login(helper)
    for act in ("member", "day", "end"):
        assert client.post(f"{opened}{act}/", {"left": mine.pk}).status_code == 403
    client.force_login(owner)
    client.post(f"{opened}member/", {"left": mine.pk})
    assert client.get(opened).status_code == 200
    client.post(f"{opened}member/", {"left": theirs.pk})
    client.force_login(helper)
    assert client.get(opened).status_code == 403


def test_what_ended_is_read_and_asks_for_nothing_any_more(client, with_consent, owner):
    sitting = day_of(with_consent, TODAY - dt.timedelta(days=1))
    assert [kind for kind, _ in today_of(client, owner)] == ["meeting"]
    client.post(page(sitting), minutes_of(sitting, [(with_consent.members.get(), "", "する", SOON)]))
    assert [kind for kind, _ in today_of(client, owner)] == ["step"]
    opened = reverse("desk_meeting", args=[with_consent.pk])
    client.post(f"{opened}end/")
    assert today_of(client, owner) == []
    assert client.post(page(sitting), minutes_of(sitting, seen=1)).status_code == 403
    assert "話した" in client.get(page(sitting)).content.decode()


def test_a_meeting_with_consent_is_opened_by_who_may_see_the_person_alone(client, person, owner, city):
    sent = {"law": "consent:重層的支援会議", "who": "M-0001", "why": "x"}
    client.force_login(owner)
    assert "まだ 同意していません" in client.post(reverse("desk_meetings"), sent).content.decode()
    make_consent(person, allows_meeting=True)
    client.force_login(city)
    assert "この方を受けた支援機関の" in client.post(reverse("desk_meetings"), sent).content.decode()
    client.force_login(make_user("coordinator", make_agency()))
    assert client.post(reverse("desk_meetings"), sent | {"who": NAME}).context["form"].errors["who"]
    assert not SupportMeeting.objects.exists()
    assert Consent.objects.count() == 1
    assert not Withdrawal.objects.exists()
