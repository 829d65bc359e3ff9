"""「ここは 私たちの場所です」: numbers and addresses are taken as people have them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.associations.claims import Claim
from directory.associations.representatives import Representative
from tests.cms.listing_pages import text_of
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db
FACTS = {"organization_name": "ひまわり会", "name": "鈴木"}


def post_claim(client, **facts):
    return client.post(reverse("listing_claim", args=[make_resource().pk]), FACTS | facts)


@pytest.mark.parametrize(
    ("typed", "stored", "message"),
    [
        ("(042)000-1234", "042-000-1234", ""),
        ("９０12345678", "090-1234-5678", ""),
        ("042-000-1234 昼だけ。山田の家", "042-000-1234", "よろしく\n電話：昼だけ。山田の家"),
        ("", "", ""),
    ],
)
def test_a_number_is_stored_in_its_usual_form_and_the_words_beside_it_reach_the_city(client, typed, stored, message):
    post_claim(client, telephone=typed, email="a..b@docomo.ne.jp", message="よろしく" if message else "")
    claim = Claim.objects.get()
    assert (claim.telephone, claim.message, claim.email) == (stored, message, "a..b@docomo.ne.jp")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"telephone": "378-1111"}, "市外局番から"),
        ({"telephone": "042-000-1234、042-000-1235"}, "番号が 2つ"),
        ({"email": "a..b"}, "@ のあるアドレス"),
    ],
)
def test_what_cannot_be_called_or_written_to_is_refused_with_what_to_do(client, facts, says):
    assert says in text_of(post_claim(client, **facts))
    assert not Claim.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_after_somebody_else_was_given_the_place_reads_what_to_do(client, method):
    listing = make_resource(organization=make_organization())
    Representative.objects.create(
        organization=listing.organization, user=make_user(), role="lead", since=timezone.localdate()
    )
    answer = getattr(client, method)(reverse("listing_claim", args=[listing.pk]), FACTS | {"email": "a@example.jp"})
    assert answer.status_code == 409
    assert "もう 団体の人が います" in text_of(answer)
    assert reverse("report", args=[listing.pk]) in answer.content.decode()
    assert ("送っていません" in text_of(answer)) == (method == "post")
    assert not Claim.objects.exists()
