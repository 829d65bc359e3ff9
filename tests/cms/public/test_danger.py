"""The notice for words of danger, as the page of components shows it."""

import re

import pytest

from cms.content.site_settings import SiteSettings
from directory.models import HelpLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(client, settings):
    """The HTML of the notice."""
    settings.DEBUG = True

    def read():
        page = client.get("/styleguide/").content.decode()
        return re.search(r'<section class="notice danger.*?</section>', page, re.DOTALL)[0]

    return read


def test_numbers_are_called_in_one_tap_and_say_when_they_answer(notice):
    html = notice()
    assert 'href="tel:0120279338"' in html
    assert 'href="tel:%238008"' in html
    assert html.index("tel:0120279338") < html.index("<details") < html.index("tel:%238008")
    assert "昼も 夜も" in html[: html.index("<details")]


def test_every_line_stands_there_with_its_hours(notice):
    html = notice()
    assert [line.name for line in HelpLine.objects.all() if line.name not in html or line.hours not in html] == []


@pytest.mark.parametrize(("telephone", "said"), [("042-378-1111", True), ("", False)])
def test_the_citys_desk_stands_there_where_it_has_a_telephone(notice, telephone, said):
    site = SiteSettings.load()
    site.desk_name, site.desk_telephone, site.desk_hours = "なんでも相談", telephone, "平日 8時45分〜16時"
    site.save()
    html = notice()
    assert ("なんでも相談" in html, "平日 8時45分〜16時" in html, f'tel:{telephone.replace("-", "")}"' in html) == (
        said,
    ) * 3


def test_nobody_is_frightened_or_blamed(notice):
    html = notice()
    assert "notice-error" not in html
    assert "notice-caution" not in html
    assert 'role="alert"' not in html
