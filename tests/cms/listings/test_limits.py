"""What is too much, and what the city has locked: told at its field, with the form as it was filled."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from cms.forms.hours import MOST_LINES
from cms.forms.listing_columns import MOST_LETTERS
from directory.models import Amendment, Resource, Schedule
from tests.cms.listing_pages import now_of, post_step
from tests.paths import ROOT

LINES = [f"毎週月 {hour:02}:{minute:02}–{hour:02}:{minute + 1:02}" for hour in range(8, 20) for minute in range(58)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "field", "text"),
    [
        ("when", "times", "\n".join(LINES[: MOST_LINES + 1])),
        ("when", "times", "\n".join(LINES)),
        ("when", "hours_note", "あ" * 601),
        ("what", "description", "あ" * (MOST_LETTERS + 1)),
        ("first", "first_visit", "あ" * 800_000),
        ("who", "min_age", "9" * 5000),
    ],
)
def test_more_than_anybody_reads_is_refused_at_its_field(my, listing, slug, field, text):
    answer = post_step(my, listing, slug, **{field: text})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert answer.context["form"][field].value() == text
    assert not Amendment.objects.exists()


@pytest.mark.django_db
def test_as_much_as_there_may_be_is_taken(my, listing):
    assert post_step(my, listing, "when", times="\n".join(LINES[:MOST_LINES])).status_code == 302
    assert post_step(my, listing, "what", description="あ" * MOST_LETTERS).status_code == 302
    assert Schedule.objects.filter(resource=listing).count() == MOST_LINES


@pytest.mark.django_db
def test_what_the_city_has_locked_is_not_taken_back_either(my, listing):
    post_step(my, listing, "bring", to_bring="新しい")
    change = Amendment.objects.get()
    Resource.objects.filter(pk=listing.pk).update(locked=True)
    my.post(reverse("listing_undo", args=[listing.pk, change.pk]))
    assert now_of(listing).to_bring == "新しい"
    assert "この変更を 元に戻す" not in my.get(reverse("listing_history", args=[listing.pk])).content.decode()
    Resource.objects.filter(pk=listing.pk).update(locked=False)
    my.post(reverse("listing_undo", args=[listing.pk, change.pk]))
    assert now_of(listing).to_bring == ""


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "PEOPLE_KEYS"])
def test_a_real_site_does_not_start_without_its_secret_its_names_and_its_address(missing):
    said = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "a.example", "SITE_URL": "https://a.example"}
    environment = os.environ | {"DEBUG": "", "DEMO": ""} | said | {missing: ""}
    done = subprocess.run(
        [sys.executable, "-c", "import cms.settings"], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"{missing} is not set" in done.stderr
