"""つなぐシート at the desk: who opens which, what they read of it, and what each button does."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.accounts.links import Link, Purpose, create_link
from matching.casework.referrals.destinations import destination_of
from matching.casework.referrals.passing import send
from matching.models import DeskAgency, Identity, Look, Participant, ReferralSheet
from tests.factories import make_agency, make_municipality, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
WHO, WORDS, REACH = "夕凪 春子", "屋根の瓦が 落ちている", "042-000-1234"


@pytest.fixture
def city():
    """Two desks with agencies, and the city's own; users of each, a superuser, and somebody of another city."""
    made = {}
    for name, kind, worries in (
        ("北センター", "center", "nursing"),
        ("障害の窓口", "other", "illness"),
        ("福祉課", "city", "other"),
    ):
        agency = make_agency(name=f"{name}の人", kind=kind)
        made[name] = make_resource(name=name, kinds=["consultation"], worries=[worries])
        DeskAgency.objects.create(desk=made[name], agency=agency)
        made[f"{name} coordinator"] = make_user("coordinator", agency)
    agency = made["北センター"].answered_by.agency
    made["counsellor"] = make_user("counsellor", agency)
    made["viewer"] = make_user("viewer", agency)
    made["manager"] = make_user("manager", agency)
    made["superuser"] = make_user("coordinator", agency, is_superuser=True, is_staff=True)
    there = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    made["city elsewhere"] = make_user("coordinator", make_agency(municipality=there, kind="city"))
    return made


@pytest.fixture
def sheet(city):
    facts = {"sender": "neighbour", "channel": "telephone", "who": WHO, "text": WORDS, "reach": REACH, "topic": "older"}
    desk = city["北センター"]
    return send(facts | {"town": make_town()}, destination_of(desk, desk.answered_by.agency), None)[0]


def ask(client, user, view, sheet=None, /, **data):
    client.force_login(user)
    path = reverse(view, args=[sheet.pk] if sheet else [])
    return client.post(path, data) if data else client.get(path)


def pass_on(client, city, sheet, to="障害の窓口", by="北センター coordinator", **data):
    return ask(client, city[by], "desk_sheet_pass", sheet, to=city[to].pk, why="障害のこと", **data)


def opens(client, city, sheet) -> dict[str, tuple[int, bool]]:
    """Who -> status of the sheet's page, and whether they read the words."""
    users = {name: user for name, user in city.items() if hasattr(user, "memberships")}
    found = {}
    for name, user in users.items():
        answer = ask(client, user, "desk_sheet", sheet)
        said = answer.content.decode()
        reads = [word in said for word in (WHO, WORDS, REACH)]
        assert len(set(reads)) == 1, name
        found[name] = (answer.status_code, reads[0])
    return found


NOBODY = dict.fromkeys(
    ("viewer", "manager", "superuser", "city elsewhere", "障害の窓口 coordinator", "福祉課 coordinator"), (403, False)
)
OWNERS = dict.fromkeys(("北センター coordinator", "counsellor"), (200, True))


def test_only_the_owners_people_open_it(client, city, sheet):
    assert opens(client, city, sheet) == NOBODY | OWNERS


def test_passed_on_without_consent_the_next_desk_has_the_path_alone_and_calls_the_first_one(client, city, sheet):
    assert pass_on(client, city, sheet).status_code == 302
    assert opens(client, city, sheet) == NOBODY | OWNERS | {"障害の窓口 coordinator": (200, False)}
    answer = ask(client, city["障害の窓口 coordinator"], "desk_sheet_case", sheet, name="x")
    assert (answer.status_code, Participant.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("has_number", "agreed", "said"),
    [(True, "yes", "番号で 見られます"), (True, "unasked", "返事があったことだけ"), (False, "yes", "返事をしました")],
)
def test_after_an_answer_the_desk_learns_how_much_of_it_the_sender_sees(client, city, sheet, has_number, agreed, said):
    link = sheet.link_id if has_number else None
    ReferralSheet.objects.filter(pk=sheet.pk).update(link=link, agreed=agreed)
    client.force_login(city["北センター coordinator"])
    page = client.post(reverse("desk_sheet_answer", args=[sheet.pk]), {"reply": "taken"}, follow=True)
    told = [str(one) for one in page.context["messages"]]
    assert len(told) == 1
    assert said in told[0]
    assert ("番号" in told[0]) == (has_number and agreed == "yes")


def test_with_consent_the_next_desk_reads_it_and_the_one_before_no_more(client, city, sheet):
    ask(client, city["counsellor"], "desk_sheet_agreed", sheet, agreed="yes")
    pass_on(client, city, sheet)
    found = opens(client, city, sheet)
    assert found["障害の窓口 coordinator"] == (200, True)
    assert found["北センター coordinator"] == (200, False)
    assert found["福祉課 coordinator"] == (403, False)


def test_taken_back_the_words_are_with_the_first_desk_again(client, city, sheet):
    ask(client, city["counsellor"], "desk_sheet_agreed", sheet, agreed="yes")
    pass_on(client, city, sheet)
    ask(client, city["障害の窓口 coordinator"], "desk_sheet_agreed", sheet, agreed="no")
    assert opens(client, city, sheet) == NOBODY | OWNERS | {"障害の窓口 coordinator": (200, False)}


def test_who_passed_it_on_answers_no_more(client, city, sheet):
    pass_on(client, city, sheet)
    answer = ask(client, city["北センター coordinator"], "desk_sheet_answer", sheet, reply="taken")
    assert answer.status_code == 403
    assert ReferralSheet.objects.get().reply == ""


def test_once_a_case_it_opens_with_the_case(client, city, sheet):
    ask(client, city["北センター coordinator"], "desk_sheet_case", sheet, name=WHO)
    person = Participant.objects.get()
    assert (person.in_charge, person.agency) == (city["北センター coordinator"], sheet.agency)
    found = opens(client, city, sheet)
    assert found["北センター coordinator"] == (200, True)
    assert found["counsellor"] == (200, False), "a counsellor who is not in charge"


def test_of_a_case_its_worker_records_what_the_person_says_to_the_sender(client, city, sheet):
    ask(client, city["北センター coordinator"], "desk_sheet_case", sheet, name=WHO)
    said = {
        name: ask(client, city[name], "desk_sheet_agreed", sheet, agreed="yes").status_code
        for name in ("counsellor", "福祉課 coordinator", "北センター coordinator")
    }
    assert said == {"counsellor": 403, "福祉課 coordinator": 403, "北センター coordinator": 302}
    sheet.refresh_from_db()
    assert sheet.agreed == "yes"


def test_risen_to_the_city_it_shows_the_city_its_path_and_nothing_of_the_person(client, city, sheet):
    ReferralSheet.objects.update(waits_since=timezone.now() - dt.timedelta(days=40))
    found = opens(client, city, sheet)
    assert found["福祉課 coordinator"] == (200, False)
    assert found["city elsewhere"] == (403, False)
    assert ask(client, city["福祉課 coordinator"], "desk_sheet_answer", sheet, reply="taken").status_code == 403


def test_every_look_and_every_refusal_is_recorded_under_its_number(client, city, sheet):
    ask(client, city["counsellor"], "desk_sheet", sheet)
    ask(client, city["障害の窓口 coordinator"], "desk_sheet", sheet)
    looks = Look.objects.order_by("pk").values_list("user", "action", "what")
    assert list(looks) == [
        (city["counsellor"].pk, "seen", f"つなぐシート {sheet.number}"),
        (city["障害の窓口 coordinator"].pk, "refused", f"つなぐシート {sheet.number}"),
    ]


TYPED = {
    "topic": "older",
    "reach": REACH,
    "text": WORDS,
    "who": WHO,
    "urgency": "today",
    "agreed": "unasked",
    "sender": "neighbour",
    "how": "telephone",
}


def test_a_call_becomes_a_sheet_at_the_proposed_desk_with_a_code_to_read_out(client, city):
    user = city["福祉課 coordinator"]
    asked = ask(client, user, "desk_sheet_new", **TYPED)
    html = asked.content.decode()
    assert (asked.status_code, ReferralSheet.objects.count()) == (422, 0)
    assert html.index("北センター") < html.index("福祉課</label>"), "who is in charge, then who takes everything"
    assert "つなぎ先を たしかめて" in html
    sent = client.post(reverse("desk_sheet_new"), TYPED | {"to": city["北センター"].pk}, follow=True)
    made = ReferralSheet.objects.get()
    assert (made.desk, made.urgency, made.made_by, made.sender_agency) == (city["北センター"], "today", user, None)
    assert "つないだ人に 伝える番号" in str(
        [str(one) for one in sent.context["messages"]] if sent.context else sent.content.decode()
    )


def test_a_sheet_of_ones_own_desk_stays_readable_to_who_sent_it(client, city):
    ask(
        client,
        city["福祉課 coordinator"],
        "desk_sheet_new",
        **TYPED | {"how": "desk", "sender": "desk", "to": city["北センター"].pk},
    )
    made = ReferralSheet.objects.get()
    assert made.sender_agency == city["福祉課"].answered_by.agency
    assert opens(client, city, made)["福祉課 coordinator"] == (200, True)


def test_todays_lines_go_to_who_must_answer_and_when_late_to_both_sides_and_the_city(client, city):
    ask(
        client,
        city["障害の窓口 coordinator"],
        "desk_sheet_new",
        **TYPED | {"how": "desk", "sender": "desk", "to": city["北センター"].pk},
    )
    number = ReferralSheet.objects.get().number

    def lines():
        users = ("北センター coordinator", "counsellor", "障害の窓口 coordinator", "福祉課 coordinator")
        pages = {name: ask(client, city[name], "desk_home").content.decode() for name in users}
        return {
            name: ("late" if "返事を 待たせている つなぐシート" in html else "new")
            for name, html in pages.items()
            if number in html
        }

    assert lines() == {"北センター coordinator": "new", "counsellor": "new"}
    ReferralSheet.objects.update(waits_since=timezone.now() - dt.timedelta(days=7))
    assert lines() == {"北センター coordinator": "late", "counsellor": "new", "障害の窓口 coordinator": "late"}
    ReferralSheet.objects.update(waits_since=timezone.now() - dt.timedelta(days=40))
    assert lines()["福祉課 coordinator"] == "late"
    ask(client, city["counsellor"], "desk_sheet_answer", ReferralSheet.objects.get(), reply="advice")
    assert lines() == {}


def test_the_menu_counts_what_is_on_the_page_of_today(client, city, sheet):
    def counted(name):
        html = ask(client, city[name], "desk_home").content.decode()
        said = re.search(r"つなぐシート(?: <strong>(\d+)件</strong>)?</a>", html)
        return int(said[1] or 0), html.count(sheet.number) and 1

    assert [counted(name) for name in ("counsellor", "障害の窓口 coordinator")] == [(1, 1), (0, 0)]
    ReferralSheet.objects.update(waits_since=timezone.now() - dt.timedelta(days=40))
    assert counted("福祉課 coordinator") == (1, 1)
    ask(client, city["counsellor"], "desk_sheet_answer", sheet, reply="advice")
    assert [counted(name) for name in ("counsellor", "福祉課 coordinator")] == [(0, 0), (0, 0)]


@pytest.mark.parametrize(("kind", "shown"), [("", True), ("late", False), ("answered", False)])
def test_the_list_shows_no_word_about_anybody(client, city, sheet, kind, shown):
    client.force_login(city["counsellor"])
    html = client.get(reverse("desk_sheets"), {"kind": kind}).content.decode()
    assert (sheet.number in html) is shown
    assert not [word for word in (WHO, WORDS, REACH) if word in html]


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_many(
    client, city, sheet, django_assert_max_num_queries
):
    for number in range(20):
        ReferralSheet.objects.create(
            number=f"T-{number}", agency=sheet.agency, sender="self", channel="form", topic="other"
        )
    client.force_login(city["counsellor"])
    with django_assert_max_num_queries(20):
        assert client.get(reverse("desk_sheets")).content.decode().count("T-") >= 21


def test_what_keeps_being_passed_on_is_listed_for_the_coordinators(client, city):
    for _ in range(2):
        ask(client, city["北センター coordinator"], "desk_sheet_new", **TYPED | {"to": city["北センター"].pk})
        pass_on(client, city, ReferralSheet.objects.order_by("-pk")[0])
    html = ask(client, city["北センター coordinator"], "desk_sheets").content.decode()
    assert "年をとった人のこと・介護：北センターの人から 2回" in html
    assert "北センターの人から 2回" not in ask(client, city["counsellor"], "desk_sheets").content.decode()


def told_codes(answer):
    return re.findall(r"\d{3}-\d{3}-\d{4}", answer.content.decode())


def test_a_form_pressed_twice_is_one_sheet_whose_last_code_works(client, city):
    client.force_login(city["福祉課 coordinator"])
    typed = TYPED | {"to": city["北センター"].pk, "sender": "self"}
    first, second = (client.post(reverse("desk_sheet_new"), typed, follow=True) for _ in range(2))
    made = ReferralSheet.objects.get()
    assert made.steps.count() == 1
    codes = [next(code for code in told_codes(one) if code != "042-000-1234") for one in (first, second)]
    dead = [Link.objects.of_code(code).why_dead() for code in codes]
    assert (bool(dead[0]), dead[1], made.link) == (True, None, Link.objects.of_code(codes[1]))
    assert "前に出た番号は 使えなくなりました" in second.content.decode()
    assert "前に出た番号は" not in first.content.decode()
    client.post(reverse("desk_sheet_new"), typed | {"text": "ほかのこと"})
    ReferralSheet.objects.filter(pk=made.pk).update(reply="taken", replied_at=timezone.now())
    client.post(reverse("desk_sheet_new"), typed)
    assert ReferralSheet.objects.count() == 3, "other words, and the same words after an answer"


def test_a_paper_pressed_twice_is_one_sheet_and_its_number_is_used_once(client, city):
    client.force_login(city["福祉課 coordinator"])
    code = create_link(Purpose.REFERRAL).printed_code
    typed = TYPED | {"to": city["北センター"].pk, "how": "paper", "code": code}
    answers = [client.post(reverse("desk_sheet_new"), typed) for _ in range(2)]
    made = ReferralSheet.objects.get()
    assert [one.url for one in answers] == [reverse("desk_sheet", args=[made.pk])] * 2
    other = client.post(reverse("desk_sheet_new"), typed | {"text": "ほかのこと"})
    ReferralSheet.objects.update(made_at=timezone.now() - dt.timedelta(days=1))
    later = client.post(reverse("desk_sheet_new"), typed)
    for one in (other, later):
        assert "この番号の紙は、もう 入れてあります" in one.content.decode()
    assert ReferralSheet.objects.count() == 1


def test_a_sheet_goes_to_the_case_that_there_is(client, city, sheet):
    agency, user = sheet.agency, city["北センター coordinator"]
    mine = Participant.objects.create(code="M-0901", agency=agency, in_charge=user)
    Identity.objects.create(participant=mine, name=WHO)
    for code, other in (("M-0902", make_agency()), ("M-0903", agency)):
        Participant.objects.create(code=code, agency=other, state="ended" if other == agency else "waiting")
    for who in ("M-0902", "M-0903", "だれか"):
        assert ask(client, user, "desk_sheet_join", sheet, who=who).status_code == 422, who
    refused = ask(client, city["障害の窓口 coordinator"], "desk_sheet_join", sheet, who="M-0901")
    assert refused.status_code == 403
    answer = ask(client, user, "desk_sheet_join", sheet, who=WHO)
    sheet.refresh_from_db()
    assert (answer.url, sheet.participant, sheet.reply) == (
        reverse("desk_participant", args=["M-0901"]),
        mine,
        "taken",
    )
    assert Participant.objects.count() == 3
    assert Look.objects.filter(participant=mine, action="changed", what__contains=sheet.number).exists()
    assert sheet.number in client.get(answer.url).content.decode()
    assert ask(client, user, "desk_sheet_join", sheet, who="M-0901").status_code == 422, "it is a case already"


def test_passed_on_without_consent_the_next_desk_joins_it_to_nobody(client, city, sheet):
    pass_on(client, city, sheet)
    there = Participant.objects.create(code="M-0904", agency=city["障害の窓口"].answered_by.agency)
    answer = ask(client, city["障害の窓口 coordinator"], "desk_sheet_join", sheet, who=there.code)
    sheet.refresh_from_db()
    assert (answer.status_code, sheet.participant) == (403, None)


HOSTILE = "<script>alert(1)</script>\x00\x07\u202e" + "あ" * 900


@pytest.mark.parametrize(
    ("field", "text"),
    [("text", HOSTILE), ("who", HOSTILE[:60]), ("sender_name", HOSTILE[:60])],
    ids=["text", "who", "sender"],
)
def test_what_is_typed_to_harm_is_refused_or_harmless(client, city, field, text):
    user = city["北センター coordinator"]
    typed = TYPED | {"to": city["北センター"].pk, "sender": "self", field: text}
    answer = ask(client, user, "desk_sheet_new", **typed)
    assert (answer.status_code, ReferralSheet.objects.count()) == (400, 0)
    typed[field] = text.replace("\x00", "")
    assert "目に見えない文字" in ask(client, user, "desk_sheet_new", **typed).content.decode()
    typed[field] = "".join(letter for letter in text if letter.isprintable())
    assert ask(client, user, "desk_sheet_new", **typed).status_code == 302
    page = client.get(reverse("desk_sheet", args=[ReferralSheet.objects.get().pk]))
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert ask(client, user, "desk_sheet_new", **TYPED | {field: "あ" * 10_000}).status_code == 422
