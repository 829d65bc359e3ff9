"""アクセシビリティ方針 and 試験結果: published by a city, filled from the run of axe."""

import datetime as dt
import json

import pytest

from cms.content.site_settings import SiteSettings
from cms.public.statements import results
from tests.cms.listing_pages import seen_on

pytestmark = pytest.mark.django_db
PAGES = ("/accessibility/", "/accessibility/results/")
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def published():
    site = SiteSettings.load()
    site.accessibility_day, site.accessibility_note = dt.date(2026, 11, 1), f"古いPDF{NASTY}\n2行め"
    site.desk_telephone = "042-000-1111"
    site.save()


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_nothing_is_there_before_the_city_has_decided(client):
    for address in PAGES:
        page_of(client, address, 404)
    assert "/accessibility/" not in page_of(client, "/")


def test_the_policy_says_the_day_the_aim_what_is_missing_and_whom_to_tell(client, published):
    page = page_of(client, PAGES[0])
    shown = seen_on(page)
    for words in ("2026年11月1日", "JIS X 8341-3:2016", "ISO/IEC 40500:2025", "042-000-1111", "2行め"):
        assert words in shown
    assert NASTY not in page
    assert f'href="{PAGES[0]}"' in page_of(client, "/")
    assert f'href="{PAGES[1]}"' in page


def test_the_results_name_every_page_with_its_day_and_tool(client, published):
    shown = seen_on(page_of(client, PAGES[1]))
    told = json.loads(results.FILE.read_text(encoding="utf-8"))
    assert f"axe-core {told['axe']}" in shown
    assert all(page["name"] in shown for page in told["pages"])
    assert "なおすところは 見つかりませんでした" in shown
    assert "この結果だけでは、規格に 準拠しているとは いえません" in shown


def test_a_problem_that_was_found_is_told(client, published, tmp_path, monkeypatch):
    page = {"name": "場所", "path": "/", "rules": 3, "problems": [f"image-alt (…): <img {NASTY}"]}
    file = tmp_path / "accessibility.json"
    file.write_text(json.dumps({"day": "2026-11-02", "axe": "4.1", "widths": [390], "pages": [page]}))
    monkeypatch.setattr(results, "FILE", file)
    results.check_results.cache_clear()
    shown = page_of(client, PAGES[1])
    results.check_results.cache_clear()
    assert "なおすところが 1件 あります" in seen_on(shown)
    assert NASTY not in shown
