"""The page 「オープンデータ」 and its files, as anybody takes them; and what staff see of their faults."""

import io
import zipfile

import pytest
from django.urls import reverse

from cms.api.open_data import kept_files
from cms.content.site_settings import SiteSettings
from directory.models import Resource
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def hall():
    return make_resource(
        name="平尾会館", kinds=["facility"], source="稲城市「公共施設一覧」", source_licence="CC BY 4.0 稲城市"
    )


def page_of(client):
    return client.get(reverse("open_data")).content.decode()


def test_the_page_says_what_is_there(client, hall):
    page = page_of(client)
    assert "今は 1か所です" in page
    assert f"{hall.changed_at.astimezone():%Y年}" in page
    assert "稲城市「公共施設一覧」（CC BY 4.0 稲城市）" in page
    assert reverse("open_data_csv", args=["facilities"]) in page
    assert reverse("open_data_csv", args=["meals"]) not in page, "an empty list is no offer"


def test_the_licence_is_the_citys_own_word(client, hall):
    assert "市に 聞いてください" in page_of(client)
    SiteSettings.objects.update_or_create(defaults={"open_data_licence": "CC BY 4.0"})
    assert "<strong>CC BY 4.0</strong>" in page_of(client)


def test_files_are_open_to_programs_of_others_and_set_no_cookie(client, hall):
    for name, kind in (("open_data_csv", "text/csv; charset=utf-8"), ("open_data_geojson", "application/geo+json")):
        answer = client.get(reverse(name, args=["facilities"]))
        assert "平尾会館" in answer.getvalue().decode()
        assert answer["Content-Type"] == kind
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        again = {"HTTP_IF_NONE_MATCH": answer["ETag"]}
        assert client.get(reverse(name, args=["facilities"]), **again).status_code == 304
        hall.save()
        assert client.get(reverse(name, args=["facilities"]), **again).getvalue()


@pytest.mark.parametrize("name", ["open_data_csv", "open_data_geojson"])
def test_there_is_no_other_list(client, name):
    assert client.get(reverse(name, args=["passwords"])).status_code == 404


def test_a_file_costs_no_query_more_for_each_row(client, hall, django_assert_max_num_queries):
    for _ in range(4):
        make_resource(
            kinds=["facility"], schedule="毎週火曜 10:00–12:00", contacts=[{"kind": "telephone", "value": "042"}]
        )
    with django_assert_max_num_queries(24):
        assert client.get(reverse("open_data_csv", args=["facilities"])).getvalue().count(b"\r\n") == 6


def test_staff_see_faults_with_their_rules_and_only_their_citys(client, hall, foreign):
    client.force_login(make_user("staff"))
    assert "気になる所は ありません" in client.get(reverse("city_open_data")).content.decode()
    Resource.objects.filter(pk=hall.pk).update(name="髙橋会館")
    page = client.get(reverse("city_open_data")).content.decode()
    assert "髙橋会館" in page
    assert "L1-08" in page
    assert "秘密の" not in page
    client.force_login(make_user("coordinator"))
    assert client.get(reverse("city_open_data")).status_code in (302, 403)


def test_an_edit_makes_no_file_anew_for_a_while(client, hall, settings, monkeypatch):
    settings.KEPT_PAGES_SECONDS = 5
    address = reverse("open_data_csv", args=["facilities"])
    first = client.get(address)
    before = first.getvalue()
    hall.name = "新しい会館"
    hall.save()
    again = client.get(address)
    assert (again["ETag"], again.getvalue()) == (first["ETag"], before)
    monkeypatch.setattr(kept_files, "TIMES_A_LIST", 0)
    assert "新しい会館" in client.get(address).getvalue().decode()
    assert len(list(kept_files._folder().glob("公共施設一覧.csv.*"))) == 1, "the earlier file is gone"


def test_a_full_disk_stops_nobody(client, hall, monkeypatch):
    def full(*args):
        raise OSError("no space")

    monkeypatch.setattr(kept_files, "_written", full)
    answer = client.get(reverse("open_data_own"))
    assert "平尾会館" in answer.getvalue().decode()
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_package_can_be_opened(client, hall):
    package = zipfile.ZipFile(io.BytesIO(client.get(reverse("open_data_package")).getvalue()))
    assert "平尾会館" in package.read("service.csv").decode()
