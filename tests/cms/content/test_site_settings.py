"""The city's own settings."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.content.colours import NIGHT, PAPER, TEXT_CONTRAST, contrast, readable_on
from cms.content.site_settings import SiteSettings, validate_accent

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_contrast_of_known_pairs():
    """Figures of the WebAIM contrast checker."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colours)
def test_any_colour_can_be_read_in_the_dark(colour):
    assert contrast(readable_on(NIGHT, colour), NIGHT) >= TEXT_CONTRAST


@pytest.mark.parametrize("colour", ["#777777", "#ffff00", "red", "#12345", "", "#12345g", "006173", "#006173;}"])
def test_a_colour_that_cannot_be_read_or_is_none_is_refused(colour):
    with pytest.raises(ValidationError):
        validate_accent(colour)


@given(colours)
def test_an_accepted_colour_can_be_read_in_both_themes(colour):
    try:
        validate_accent(colour)
    except ValidationError:
        assert contrast(colour, PAPER) < TEXT_CONTRAST
    else:
        assert colour in SiteSettings(accent=colour).accent_css


def test_the_name_of_a_site_without_a_city():
    assert SiteSettings().title == "いばしょマップ"
    assert SiteSettings(city_name="稲城市").title == "稲城市 いばしょマップ"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("（０４２）０００ー１２３４", "042-000-1234"),
        ("042-378-2111（内線12）", "042-378-2111（内線12）"),
        ("", ""),
    ],
)
def test_the_telephone_of_the_desk_has_its_usual_form(typed, stored):
    site = SiteSettings(desk_telephone=typed)
    site.full_clean()
    assert site.desk_telephone == stored


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "says"), [("378-2111", "市外局番から"), ("0423782111内線12345678", "番号だけを")])
def test_a_desk_that_cannot_be_called_is_refused_unless_it_stands_there(typed, says):
    with pytest.raises(ValidationError, match=says):
        SiteSettings(desk_telephone=typed).full_clean()
    site = SiteSettings.load()
    site.desk_telephone = typed
    site.save()
    site.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(("speed", "is_taken"), [(29, False), (30, True), (60, True), (100, True), (101, False)])
def test_a_walking_speed_is_one_of_people(speed, is_taken):
    site = SiteSettings(walking_speed=speed)
    if is_taken:
        site.full_clean()
    else:
        with pytest.raises(ValidationError, match="30から100まで"):
            site.full_clean()
