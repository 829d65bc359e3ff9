"""A day and a moment as people write them, in the fields of every form."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.forms import DateField, DateTimeField

from cms.forms.date_inputs import DayField, MomentField
from directory.japanese.dates import COMING, PAST

NOW = dt.datetime.fromisoformat("2026-11-26T09:00+09:00")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize(("which", "day"), [(COMING, dt.date(2027, 2, 10)), (PAST, dt.date(2026, 2, 10))])
def test_a_field_says_which_year_it_means(which, day):
    assert DayField(without_year=which).clean("２／１０") == day


def test_what_is_typed_comes_back_as_it_was_typed_and_what_is_stored_in_words():
    field = DayField()
    assert field.widget.format_value("2/31") == "2/31"
    assert field.widget.format_value(dt.date(2027, 2, 10)) == "2027年2月10日"
    assert not field.has_changed(dt.date(2027, 2, 10), "令和9年2月10日")
    with pytest.raises(ValidationError, match="ありません"):
        field.clean("2/31")


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2027-02-10 03:00", "2027-02-10T03:00+09:00"),
        ("令和9年2月10日（水）午後3時半", "2027-02-10T15:30+09:00"),
        ("2/10 9:00", "2027-02-10T09:00+09:00"),
        ("２／１０　９：００", "2027-02-10T09:00+09:00"),
    ],
)
def test_a_moment_is_a_day_and_a_time(typed, moment):
    found = MomentField().clean(typed)
    assert found == dt.datetime.fromisoformat(moment)
    assert MomentField().clean(MomentField().widget.format_value(found)) == found


@pytest.mark.parametrize("typed", ["2/10", "2/10 99:00", "2/10 3時", "9:00", "あとで 9:00"])
def test_a_moment_without_a_certain_day_and_time_says_what_to_do(typed):
    with pytest.raises(ValidationError, match="例: 2027年2月10日"):
        MomentField().clean(typed)


@pytest.mark.django_db
def test_no_form_of_the_admin_has_a_date_field_of_another_kind(client, staff):
    """The pages of all tables, and the small forms: a new one takes days as people write them from its first day."""
    client.force_login(staff)
    tables = ("resource", "supportvisit", "helpline", "place")
    for table in tables:
        form = client.get(f"/admin/snippets/directory/{table}/add/").context["form"]
        plain = {name for name, field in form.fields.items() if type(field) in (DateField, DateTimeField)}
        assert plain == set(), table
