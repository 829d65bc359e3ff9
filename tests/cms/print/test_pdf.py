"""Every paper of the product, made as its user makes it, read as a screen reader takes it."""

import os
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.desk.accounts.starting import open_account
from cms.permissions.roles import appoint_approver
from cms.print.pdf import render_pdf
from matching.casework.meetings.sittings import promise_today
from matching.models import MeetingMember, Sitting
from tests.cms.permissions.addresses import addresses, key_in
from tests.cms.permissions.attacked_city import AttackedCity
from tests.factories import make_user
from tests.paths import ROOT
from tests.read_pdf import ReadPdf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAPERS = {
    "listings/letters.html": ("staff", "city_claim"),
    "print/check_sheets.html": ("staff", "city_sheets"),
    "print/conference.html": ("coordinator", "desk_conference"),
    "print/consent.html": ("coordinator", "desk_consent_paper"),
    "print/desk_list.html": ("coordinator", "desk_list_paper"),
    "print/desk_start.html": ("manager", "desk_team_start"),
    "print/disclosure.html": ("coordinator", "desk_disclosure_paper"),
    "print/file_book.html": ("manager", "desk_file_book"),
    "print/figures.html": ("coordinator", "desk_figures_paper"),
    "print/figures_year.html": ("coordinator", "desk_year_paper"),
    "print/gaps.html": ("coordinator", "desk_gaps_paper"),
    "print/hand_over.html": ("coordinator", "desk_hand_over_paper"),
    "print/host_thanks.html": ("coordinator", "desk_follow_up_thanks_paper"),
    "print/looks.html": ("coordinator", "desk_person_looks_paper"),
    "print/outreach_letter.html": ("coordinator", "desk_outreach_letter"),
    "print/minutes.html": ("coordinator", "desk_sitting_paper"),
    "print/my_list.html": ("volunteer", "my_list_pdf"),
    "print/plan.html": ("coordinator", "desk_plan_paper"),
    "print/referral.html": ("coordinator", "desk_sheet_paper"),
    "print/referral_blank.html": ("coordinator", "desk_sheet_blank"),
    "print/shortlist.html": ("coordinator", "desk_shortlist_paper"),
    "print/yearly_report.html": ("owner", "organization_year"),
}
"""Template of a paper -> who makes it, and at which address."""
SENT = {"city_claim", "city_sheets", "desk_sheet_blank", "desk_sheet_paper", "desk_team_start"}
"""Addresses that make their paper of a form that is sent."""
ASKED = {"desk_shortlist_paper": "?place={place}", "my_list_pdf": "?places={place}"}
OF_BOOKLETS = {
    "print/booklet_front.html",
    "print/booklet_places.html",
    "print/booklet_back.html",
    "print/map_sheet.html",
    "print/week.html",
    "print/place_sheet.html",
}
"""Those that tests/cms/print/test_booklets.py and test_week.py read in the same way."""
PARTS = {"print/paper.css.html", "print/booklet.css.html", "print/booklet_openings.html", "print/map_words.html"}
"""What other templates of paper include."""


@pytest.fixture
def city(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return AttackedCity("132250", 1)


def made(city, who: str, name: str) -> bytes:
    """The paper that a user of a city gets at an address."""
    user = city.owner if who == "owner" else make_user(who, city.agency)
    if who == "staff":
        appoint_approver(user)
    client = Client()
    client.force_login(user)
    # An address that is open to everybody stands in none of the three rooms and has no key.
    parts = next((parts for one, parts, _ in addresses() if one == name), [])
    keys = {part: key_in(city, name, part) for part in parts}
    if name == "desk_team_start":
        keys["pk"] = open_account(city.agency, "夕凪 春子", "haruko", "counsellor").pk
    if name == "desk_sitting_paper":
        member = MeetingMember.objects.create(
            meeting_id=city.keys["matching.SupportMeeting"], user=user, name="x", acknowledged_at=timezone.now()
        )
        promise_today(Sitting.objects.get(pk=keys["pk"]), member)
    path = reverse(name, kwargs=keys)
    if name in SENT:
        answer = client.post(path, city.body(name) | {"paper": "1"})
    else:
        answer = client.get(path + ASKED.get(name, "").format(place=city.resource.pk))
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(("template", "who", "name"), [(paper, *asked) for paper, asked in PAPERS.items()])
def test_a_paper_is_read_aloud_like_its_page(city, template, who, name, monkeypatch):
    used = []
    monkeypatch.setattr("cms.print.pdf.render_to_string", lambda one, facts: used.append(one) or _rendered(one, facts))
    content = made(city, who, name)
    assert used == [template]
    assert ReadPdf(content).faults == []
    assert findings_of_pdfua(content) == []


def _rendered(template: str, context: dict) -> str:
    from django.template.loader import render_to_string

    return render_to_string(template, context)


def findings_of_pdfua(content: bytes) -> list[str]:
    """What `pdfua` finds. A developer who has not installed it yet skips the test here; CI always has it."""
    if not os.environ.get("CI"):
        pytest.importorskip("pdfua", reason="pdfua of requirements/development.txt is not installed")
    from pdfua import validate

    return [f"{one.rule_id}: {one.message}" for one in validate(BytesIO(content)).findings]


def test_every_paper_of_the_product_is_in_the_table():
    called = {
        name
        for path in (ROOT / "cms").rglob("*.py")
        for name in re.findall(
            r"(?:pdf_response|render_pdf|pdf\.add)\(\s*\"([^\"]+)\"", path.read_text(encoding="utf-8")
        )
    }
    kept = {f"print/{path.name}" for path in (ROOT / "cms" / "templates" / "print").iterdir()}
    assert called == set(PAPERS) | OF_BOOKLETS
    assert kept - PARTS <= called


FAULTY = {
    "<p>地図</p>": "does not begin with a heading of the first level",
    "<h1>地図</h1><h3>はじめに</h3>": "a heading of level 3 follows one of level 1",
    "<h1>地図</h1><img src='data:image/svg+xml,&lt;svg/&gt;'>": "a picture has no words",
}


@pytest.mark.parametrize(("body", "fault"), FAULTY.items())
def test_a_fault_is_found(settings, tmp_path, body, fault):
    (tmp_path / "paper.html").write_text(f"<html lang=ja><title>紙</title>{body}", encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    assert ReadPdf(render_pdf("paper.html", {})).faults == [fault]


def test_a_heading_of_a_table_without_a_scope_is_refused_and_its_scope_is_kept(settings, tmp_path):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    table = "<html lang=ja><title>紙</title><h1>表</h1><table><tr><th {}>曜日</th><td>火</td></tr></table>"
    for scope, kept in (("scope=row", "Row"), ("scope=col", "Column")):
        (tmp_path / f"{kept}.html").write_text(table.format(scope), encoding="utf-8")
        tags = ReadPdf(render_pdf(f"{kept}.html", {})).tags
        assert [tag.attributes.get("Scope") for tag in tags if tag.kind == "TH"] == [kept]
    (tmp_path / "none.html").write_text(table.format(""), encoding="utf-8")
    with pytest.raises(KeyError):
        render_pdf("none.html", {})
