"""What is typed into the long forms of the desk is kept as it goes, offered back to its writer alone, and gone when it is saved."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs import delete_old
from matching.cases.drafts import LIFE, LONGEST, MOST
from matching.models import Draft, Identity, Look, NeedsSheet, OutreachContact, Participant, ReferralSheet
from tests.cms.html_forms import filled
from tests.factories import make_town, make_user

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
WORD = "庭の柿の木"
DAY = "2099-01-05"


@pytest.fixture
def agency(coordinator):
    return coordinator.memberships.get().agency


@pytest.fixture
def person(coordinator, agency):
    person = Participant.objects.create(code="M-1", agency=agency, town=make_town(), in_charge=coordinator)
    Identity.objects.create(participant=person, name="山田 花子")
    return person


@pytest.fixture
def desk(client, coordinator, person):
    client.force_login(coordinator)
    return client


FORMS = {
    "needs": (["M-1"], "needs", {"max_fee": "300", "worries": ["housing"], "weekdays_0": ["mon", "tue"]}),
    "identity": (["M-1"], "identity", {"reach": WORD, "born_on": "昭和23年2月29日"}),
    "outreach": (["M-1"], "contact", {"said": WORD, "how": "visit", "received": "none", "next_on": DAY}),
    "sheet_new": (
        [],
        "new-sheet",
        {"text": WORD, "topic": "other", "reach": "夜に", "urgency": "today", "agreed": "unasked"},
    ),
    "new_person": ([], "new-person", {"name": WORD, "note": "ひとこと"}),
}
"""Name of the view -> what stands in its address, the form on its page, and what is typed."""


def of(name: str) -> tuple[str, str, dict]:
    args, form_id, typed = FORMS[name]
    return reverse(f"desk_{name}", args=args), form_id, typed


def keep(client, name: str, **headers):
    url, form_id, typed = of(name)
    return client.post(url, filled(client.get(url), form_id) | typed | {"keep_draft": "1"}, **headers)


@pytest.mark.parametrize("name", FORMS)
def test_the_key_of_return_does_not_keep_a_form_that_is_to_be_sent(desk, name):
    url, form_id, _ = of(name)
    form = desk.get(url).content.decode().split(f'id="{form_id}"')[1]
    assert "keep_draft" not in re.findall('<button[^>]+type="submit"[^>]*>', form)[0], "a browser presses the first"


@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_comes_back_on_another_device_and_is_gone_after_saving(desk, coordinator, name):
    url, form_id, typed = of(name)
    assert keep(desk, name, **SCRIPT).json()["at"]
    other = Client()
    other.force_login(coordinator)
    assert f"?draft={Draft.objects.get().pk}" in other.get(url).content.decode()
    page = other.get(f"{url}?draft={Draft.objects.get().pk}")
    sent = filled(page, form_id)
    back = {name: sent[name] if isinstance(value, list) else sent[name][0] for name, value in typed.items()}
    assert back == typed
    tables = Participant, NeedsSheet, OutreachContact, ReferralSheet
    before = [table.objects.count() for table in tables]
    assert other.post(url, sent | {"name": "夕凪 春子"}).status_code == 302
    assert Draft.objects.count() == 0
    assert [table.objects.count() for table in tables] != before or name == "identity"
    assert "書きかけが あります" not in other.get(url).content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_without_a_script_a_button_keeps_and_the_page_says_so(desk, name):
    answer = keep(desk, name)
    page = desk.get(answer.url)
    assert "まだ 記録していません" in page.content.decode()
    assert Identity.objects.get().reach == ""
    assert NeedsSheet.objects.count() == 0


def test_one_window_is_one_draft_and_two_windows_do_not_write_over_each_other(desk):
    url, form_id, _ = of("identity")
    first, second = filled(desk.get(url), form_id), filled(desk.get(url), form_id)
    for sent, reach in ((first, "一"), (second, "二"), (first, "三")):
        desk.post(url, sent | {"reach": reach, "keep_draft": "1"}, **SCRIPT)
    pages = [desk.get(f"{url}?draft={draft.pk}") for draft in Draft.objects.all()]
    assert [filled(page, form_id)["reach"] for page in pages] == [["三"], ["二"]]


def test_a_draft_goes_on_from_where_the_page_was_opened_and_both_versions_are_told(desk):
    keep(desk, "identity", **SCRIPT)
    url, form_id, _ = of("identity")
    desk.post(url, filled(desk.get(url), form_id, reach="夜に"))
    page = desk.get(f"{url}?draft={Draft.objects.get().pk}")
    answer = desk.post(url, filled(page, form_id))
    assert "夜に" in answer.content.decode()
    assert Identity.objects.get().reach == "夜に"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("who", ["coordinator", "counsellor"])
def test_nobody_else_is_offered_it_nor_can_throw_it_away(desk, agency, who):
    keep(desk, "identity", **SCRIPT)
    draft = Draft.objects.get()
    other = Client()
    other.force_login(make_user(who, agency))
    url = of("identity")[0]
    for address in (url, f"{url}?draft={draft.pk}", reverse("desk_new_person") + f"?draft={draft.pk}"):
        assert WORD not in other.get(address).content.decode()
    other.post(url, {"forget_draft": draft.pk})
    other.post(url, {"keep_draft": "1", "draft_token": str(draft.token), "reach": "ほか"}, **SCRIPT)
    draft.refresh_from_db()
    assert "reach=%E5%BA%AD" in draft.text
    desk.post(url, {"forget_draft": draft.pk})
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_windows_with_the_same_token_keep_and_save_their_own(desk, agency):
    """A window that was opened twice from one page, or a token that another form has: nothing is lost, and nothing said to be kept is not."""
    token = str(uuid4())
    Participant.objects.create(code="M-2", agency=agency)
    addresses = [of(name)[0] for name in ("needs", "identity", "outreach")] + [reverse("desk_needs", args=["M-2"])]
    for turn in ("1", "2"):
        for address in addresses:
            answer = desk.post(address, {"keep_draft": "1", "draft_token": token, "age": turn, "said": turn}, **SCRIPT)
            assert answer.json()["at"]
    assert Draft.objects.count() == len(addresses)
    assert all("2" in draft.text for draft in Draft.objects.all())
    url, form_id, typed = of("needs")
    desk.post(url, filled(desk.get(url), form_id) | typed | {"draft_token": token})
    assert Draft.objects.count() == len(addresses) - 1, "what is saved takes no other window's draft along"


def test_who_may_not_see_the_person_keeps_nothing_and_the_refusal_is_a_look(client, person, agency):
    client.force_login(make_user("counsellor", agency))
    answer = client.post(of("identity")[0], {"keep_draft": "1", "reach": WORD}, **SCRIPT)
    assert (answer.status_code, Draft.objects.count()) == (403, 0)
    assert Look.objects.get().action == "refused"


def test_the_first_keeping_is_a_look_and_the_next_ones_are_none(desk):
    url, form_id, typed = of("identity")
    sent = filled(desk.get(url), form_id) | typed | {"keep_draft": "1"}
    before = Look.objects.count()
    for _ in range(3):
        desk.post(url, sent, **SCRIPT)
    looks = Look.objects.order_by("pk")[before:]
    assert [(look.action, look.what) for look in looks] == [("changed", "名前と連絡先（書きかけ）")]


def test_drafts_end_by_themselves_with_their_number_and_with_the_person(desk, person):
    url, _form_id, _typed = of("identity")
    for _ in range(MOST + 2):
        keep(desk, "identity", **SCRIPT)
    assert Draft.objects.count() == MOST
    assert desk.post(url, {"keep_draft": "1", "reach": "あ" * LONGEST}, **SCRIPT).status_code == 413
    Draft.objects.filter(pk=Draft.objects.first().pk).update(saved_at=timezone.now() - LIFE - dt.timedelta(minutes=1))
    assert desk.get(url).content.decode().count("書きかけが あります") == MOST - 1
    delete_old(timezone.localdate())
    assert Draft.objects.count() == MOST - 1
    person.delete()
    assert Draft.objects.count() == 0


def test_the_sentence_that_stays_nowhere_is_in_no_draft(desk):
    url = of("needs")[0]
    desk.post(url, {"keep_draft": "1", "draft_token": str(uuid4()), "sentence": WORD, "age": "70"}, **SCRIPT)
    assert Draft.objects.get().text == "age=70"
