"""Behind the codes, without an account: the sender, and a desk without a login. And paper. None says who it is about."""

import pytest
from django.urls import reverse

from directory.models import Link
from matching.casework.referrals import passing
from matching.casework.referrals.destinations import destination_of
from matching.models import DeskAgency, ReferralSheet
from tests.cms.listings.test_attendance_views import text_of
from tests.factories import make_agency, make_consent, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
WHO, WORDS, REACH, SENDER = "夕凪 春子", "屋根の瓦が 落ちている", "042-000-1234", "山田 一郎"
SECRETS = (WHO, WORDS, REACH, SENDER, "平尾")


@pytest.fixture
def agency():
    return make_agency(name="福祉課の人", kind="city")


@pytest.fixture
def worker(agency):
    return make_user("coordinator", agency)


@pytest.fixture
def made(agency, worker):
    """A sheet that lies at a desk without a login, with the secret of its sender."""
    DeskAgency.objects.create(
        desk=make_resource(name="福祉課", kinds=["consultation"], worries=["other"]), agency=agency
    )
    desk = make_resource(name="小さな窓口", kinds=["consultation"], worries=["illness"])
    facts = {"sender": "commissioner", "channel": "telephone", "topic": "disability", "town": make_town()}
    words = {"who": WHO, "text": WORDS, "reach": REACH, "sender_name": SENDER}
    return passing.send(facts | words, destination_of(desk, agency), None)


def typed(client, code):
    """The page that opens when a code is typed in."""
    return client.post(reverse("listings_code"), {"code": code}, follow=True).content.decode()


def test_without_consent_the_sender_learns_that_somebody_answered_and_nothing_more(client, made, worker):
    sheet, secret = made
    html = typed(client, secret.printed_code)
    assert "受けとりました。返事を待っています" in html
    passing.answer(sheet, "taken", "お会いできました", worker)
    html = typed(client, secret.printed_code)
    assert "窓口が 受けとめました" in html
    assert not [word for word in (*SECRETS, "小さな窓口", "福祉課の人", "お会いできました") if word in html]


def test_with_consent_the_sender_sees_where_it_went_and_what_the_desk_says(client, made, worker):
    sheet, secret = made
    passing.record_agreed(sheet, "yes", worker)
    passing.answer(sheet, "together", "お会いできました", worker)
    html = typed(client, secret.printed_code)
    for said in ("小さな窓口", "いっしょに する", "お会いできました"):
        assert said in html
    assert not [word for word in SECRETS if word in html]


def test_once_the_person_takes_a_consent_back_the_sender_sees_where_it_went_no_more(client, made, worker):
    sheet, secret = made
    passing.record_agreed(sheet, "yes", worker)
    person = passing.begin_case(sheet, WHO, worker)
    consent = make_consent(person, make_resource(name="ひまわりサロン"))
    assert "小さな窓口" in typed(client, secret.printed_code)
    client.force_login(worker)
    page = client.post(reverse("desk_consent_withdraw", args=[person.code]), {"consent": consent.pk}).content.decode()
    assert "どうなったかが 見えなくなりました" in page
    html = typed(client, secret.printed_code)
    assert "窓口が 受けとめました" in html
    assert not [word for word in (*SECRETS, "小さな窓口", "福祉課の人") if word in html]


def test_the_sender_may_look_often_and_guessing_is_limited(client, made):
    _, secret = made
    for _ in range(12):
        assert "受けとりました" in typed(client, secret.code)
    codes = [client.post(reverse("listings_code"), {"code": "0" * 10}).status_code for _ in range(11)]
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("reply", "state"), [("taken", "taken"), ("together", "together"), ("advice", "advice"), ("elsewhere", "")]
)
def test_a_desk_without_a_login_answers_once_by_the_code_on_its_paper(client, made, worker, reply, state):
    sheet, _ = made
    secret = passing.hand_over_on_paper(sheet, worker)
    html = typed(client, secret.code)
    assert sheet.number in html
    assert not [word for word in SECRETS if word in html]
    answered = client.post(reverse("link_by_code"), {"reply": reply, "said": "ひとこと"})
    assert "返事を 受けとりました" in answered.content.decode()
    sheet.refresh_from_db()
    assert (sheet.reply, sheet.steps.last().by) == (state, None)
    assert (sheet.desk is None) is (reply == "elsewhere")
    assert Link.objects.of_code(secret.code).why_dead()
    again = client.post(reverse("link", args=[secret.token]), {"reply": "advice"}, headers={"origin": "null"})
    assert (again.status_code, "お返事は とどいています" in again.content.decode()) == (410, True)
    assert reverse("listings_mail") not in again.content.decode(), "a desk with a paper has no account"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "返事を 1つ"),
        ({"reply": "taken", "said": "春子さんに会った"}, "電話番号が 入っています"),
        ({"reply": "elsewhere", "said": "夕凪さんは 北の窓口へ"}, "電話番号が 入っています"),
    ],
)
def test_what_cannot_be_taken_is_said_and_uses_nothing_up(client, made, worker, sent, said):
    sheet, _ = made
    secret = passing.hand_over_on_paper(sheet, worker)
    answer = client.post(reverse("link", args=[secret.token]), sent, headers={"origin": "null"})
    assert said in answer.content.decode()
    assert not Link.objects.of_code(secret.code).why_dead()


@pytest.mark.parametrize("agreed", ["yes", "unasked", "no"])
def test_the_paper_has_words_only_with_consent_and_its_outside_has_none(client, made, worker, agreed):
    sheet, _ = made
    passing.record_agreed(sheet, agreed, worker)
    client.force_login(worker)
    answer = client.post(reverse("desk_sheet_paper", args=[sheet.pk]))
    said = text_of(answer.content)
    assert (WHO.replace(" ", "") in said.replace(" ", "")) is (agreed == "yes")
    assert ("瓦" in said) is (agreed == "yes")
    for part in ("小さな窓口", "親展", "病気・障害のこと"):
        assert part in said
    assert answer.content.count(b"/Type /Page\n") <= 1 or said


def test_a_blank_paper_has_a_code_that_waits_for_its_sheet(client, made, worker):
    client.force_login(worker)
    client.post(reverse("desk_sheet_blank"))
    link = Link.objects.order_by("-pk").first()
    assert ReferralSheet.objects.filter(link=link).count() == 0
    said = text_of(client.post(reverse("desk_sheet_blank")).content)
    digits = "".join(part for part in said.split("番号 ")[-1][:14] if part.isdigit())[:10]
    assert "まだ 届いていません" in typed(client, digits)
    sheet = {
        "how": "paper",
        "code": digits,
        "topic": "other",
        "text": "紙で来た",
        "urgency": "soon",
        "agreed": "yes",
        "sender": "commissioner",
    }
    desk = make_resource(kinds=["consultation"], worries=["other"])
    first = client.post(reverse("desk_sheet_new"), sheet | {"to": desk.pk})
    assert "受けとりました" in typed(client, digits)
    again = client.post(reverse("desk_sheet_new"), sheet | {"to": desk.pk})
    assert first.url == again.url, "pressed twice"
    other = client.post(reverse("desk_sheet_new"), sheet | {"to": desk.pk, "text": "ほかの紙"})
    assert "もう 入れてあります" in other.content.decode()


@pytest.mark.parametrize("code", ["1234567890", "12", "abc"])
def test_a_code_of_no_paper_is_refused(client, made, worker, code):
    client.force_login(worker)
    sheet = {
        "how": "paper",
        "code": code,
        "topic": "other",
        "text": "x",
        "urgency": "soon",
        "agreed": "yes",
        "sender": "self",
    }
    assert "この番号の紙は ありません" in client.post(reverse("desk_sheet_new"), sheet).content.decode()


def test_of_a_desk_without_a_login_it_says_who_asks_it_until_it_answers(client, made, worker):
    """Shown as held by one's own agency alone, nobody would know that the desk has not heard of it yet."""
    sheet, _ = made
    asks = f"このサイトを 使っていない窓口。{sheet.agency}が たずねます"
    client.force_login(worker)

    def page():
        return client.get(reverse("desk_sheet", args=[sheet.pk])).content.decode()

    assert not [said for said in (asks, "この窓口には、まだ 伝わっていません") if said not in page()]
    assert asks in client.get(reverse("desk_sheets")).content.decode()
    secret = passing.hand_over_on_paper(sheet, worker)
    assert "紙を 出してあります" in page()
    typed(client, secret.code)
    client.post(reverse("link_by_code"), {"reply": "taken", "said": ""})
    client.force_login(worker)
    assert "紙を わたした窓口：受けた" in page()
    assert "まだ 伝わっていません" not in page()
    assert asks not in page() + client.get(reverse("desk_sheets"), {"kind": "answered"}).content.decode()
