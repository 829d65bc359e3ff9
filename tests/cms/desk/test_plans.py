"""Plans and promised calls at the desk: what is kept, what is refused, and the two pages on paper."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Identity, Look, Participant, PlanEvaluation, PromisedCall, SupportPlan
from tests.cms.listings.test_attendance_views import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WRITTEN = {
    "wish": "だれかと 話したい", "problems": "朝 起きられない", "long_goal": "働く", "short_goal": "週に1回 出かける",
    "made_on": TODAY.isoformat(), "review_on": (TODAY + dt.timedelta(90)).isoformat(),
    "until_on": (TODAY + dt.timedelta(180)).isoformat(), "what_0": "サロンに行く", "who_0": "コーディネーター", "period_0": "火曜",
    "what_2": "朝 電話する", "who_2": "相談員",
}  # fmt: skip


@pytest.fixture
def person(coordinator):
    person = Participant.objects.create(code="M-0001", agency=coordinator.memberships.get().agency)
    Identity.objects.create(participant=person, name="夕凪 春子", reading="ゆうなぎ はるこ")
    return person


def _make(desk, **changes):
    return desk.post(reverse("desk_plan_new", args=["M-0001"]), WRITTEN | changes)


def test_a_plan_is_revised_from_what_the_last_one_says_and_never_overwritten(desk, person):
    _make(desk)
    page = desk.get(reverse("desk_plan_new", args=["M-0001"]))
    assert all(words in page.content.decode() for words in ("だれかと 話したい", "朝 電話する", "第1回のプランから"))
    _make(desk, short_goal="週に2回 出かける")
    assert [plan.short_goal for plan in SupportPlan.objects.order_by("number")] == [
        "週に1回 出かける",
        "週に2回 出かける",
    ]
    steps = SupportPlan.objects.get(number=1).steps
    assert [(step.position, step.what, step.period) for step in steps.all()] == [
        (1, "サロンに行く", "火曜"),
        (2, "朝 電話する", ""),
    ]
    page = desk.get(reverse("desk_plans", args=["M-0001"])).content.decode()
    assert page.index("週に2回 出かける") < page.index("週に1回 出かける")
    assert Look.objects.filter(participant=person, action="changed", what="支援プラン").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wish": ""}, "wish"),
        ({"what_0": "", "who_0": "", "what_2": "", "who_2": ""}, "what_0"),
        ({"who_2": ""}, "who_2"),
        ({"what_2": ""}, "what_2"),
        ({"until_on": (TODAY - dt.timedelta(1)).isoformat()}, "until_on"),
        ({"review_on": (TODAY - dt.timedelta(1)).isoformat()}, "review_on"),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(desk, person, changes, field):
    page = _make(desk, **changes)
    assert field in page.context["form"].errors
    assert "週に1回 出かける" in page.content.decode()
    assert not SupportPlan.objects.exists()


def test_an_evaluation_is_written_once(desk, person):
    _make(desk)
    address = reverse("desk_plan_evaluate", args=["M-0001", SupportPlan.objects.get().pk])
    assert "achieved" in desk.post(address, {"day": TODAY.isoformat()}).context["form"].errors
    told = {"day": TODAY.isoformat(), "achieved": "partly", "result": "goes_on", "left": "朝が つらい"}
    desk.post(address, told)
    desk.post(address, told | {"achieved": "no"})
    assert PlanEvaluation.objects.get().achieved == "partly"
    assert "朝が つらい" in desk.get(reverse("desk_plans", args=["M-0001"])).content.decode()


def test_the_paper_has_the_national_form_and_a_page_of_the_persons_own(desk, person):
    _make(desk)
    paper = desk.get(reverse("desk_plan_paper", args=["M-0001", SupportPlan.objects.get().pk]))
    assert "no-store" in paper["Cache-Control"]
    form, _, own = text_of(paper.content).partition("わたしの")
    wanted = (
        "解決したい課題",
        "長期目標",
        "短期目標",
        "担当する人・機関",
        "次回モニタリング",
        "ご本人の同意",
        "夕凪 春子",
        "M-0001",
    )
    assert [words for words in wanted if words not in form] == []
    assert all(words in own for words in ("だれかと 話したい", "サロンに行く", "つぎに 話す日"))
    assert [words for words in ("M-0001", "課題", "モニタリング", "朝 起きられない") if words in own] == []
    assert Look.objects.filter(participant=person, action="printed").count() == 1


def test_anothers_plan_and_promise_are_not_opened_under_this_person(desk, person):
    _make(desk)
    Participant.objects.create(code="M-0002", agency=person.agency)
    plan, call = SupportPlan.objects.get(), PromisedCall.objects.create(participant=person, day=TODAY)
    for name in ("desk_plan_paper", "desk_plan_evaluate"):
        assert desk.get(reverse(name, args=["M-0002", plan.pk])).status_code == 404
    assert desk.post(reverse("desk_call_done", args=["M-0002", call.pk])).status_code == 404


def test_a_call_that_is_promised_comes_on_its_day_and_quiets_nobody_before(desk, person):
    desk.post(reverse("desk_plans", args=["M-0001"]), {"day": TODAY.isoformat(), "at": "15:00", "about": "見学のこと"})
    page = desk.get(reverse("desk_home")).content.decode()
    assert "今日 15:00に 電話の約束が あります" in page
    call = PromisedCall.objects.get()
    desk.post(reverse("desk_call_done", args=["M-0001", call.pk]))
    kept = PromisedCall.objects.get()
    desk.post(reverse("desk_call_done", args=["M-0001", call.pk]))
    assert PromisedCall.objects.get().done_at == kept.done_at
    page = desk.get(reverse("desk_plans", args=["M-0001"])).content.decode()
    assert "に 話しました：見学のこと" in page


def test_a_button_pressed_twice_makes_one_plan_and_one_promise(desk, person):
    for _ in range(2):
        _make(desk)
        desk.post(reverse("desk_plans", args=["M-0001"]), {"day": TODAY.isoformat(), "about": "書類"})
    assert (SupportPlan.objects.count(), PromisedCall.objects.count()) == (1, 1)
    _make(desk, what_1="歩く", who_1="ご本人")
    desk.post(reverse("desk_plans", args=["M-0001"]), {"day": TODAY.isoformat(), "about": "薬"})
    assert (SupportPlan.objects.count(), PromisedCall.objects.count()) == (2, 2)
