"""What one worker has made the others give out as well, as long as it is right, and nothing of one person."""

import datetime as dt
import os
import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.kept_pages import edits, middleware
from cms.kept_pages.answers import KeptAnswer
from cms.kept_pages.shared_answers import PLACE, SharedAnswers
from directory.catalogue.resources import Resource
from tests.factories import make_resource
from tests.stays_up.test_page_store import OF_THE_VERSIONS, TUESDAY, clock, place, read, signed_in, with_message

pytestmark = pytest.mark.django_db
__all__ = ["clock", "place"]
LIST = "/?q=サロン"
TOLD = ("Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control", "Vary", "ETag")


def become_another_worker():
    """Forget what is this worker's own, and keep what all share."""
    middleware._kept_answers.clear()


def is_given_out(address, client=None):
    become_another_worker()
    with CaptureQueriesContext(connection) as asked:
        (client or Client()).get(address)
    return len(asked) == OF_THE_VERSIONS


def of_size(letters, number=1):
    now = dt.datetime(2026, 11, 24, 11, 59)
    body = random.Random(letters).randbytes(letters)
    return KeptAnswer(None, None, now, now, (("Content-Type", "text/html"),), body, False, f'W/"{number}"')


@pytest.mark.parametrize("address", [LIST, "/", "/places/{}/", "/suggest?q=サロン", "/places.json"])
def test_another_worker_gives_out_the_very_answer(place, address):
    address = address.format(place.pk)
    made = Client().get(address)
    become_another_worker()
    given = Client().get(address)
    assert given.content == made.content
    assert [given.headers.get(name) for name in TOLD] == [made.headers.get(name) for name in TOLD]
    assert is_given_out(address)


def test_an_edit_drops_it_for_all_and_leaves_what_does_not_show_the_place(place, settings):
    settings.KEPT_PAGES_SECONDS = 30
    hidden, addresses = make_resource(name="べつの会", visibility="supporters"), [LIST, f"/places/{place.pk}/"]
    for address in addresses:
        read(address)
    Resource.objects.filter(pk=hidden.pk).update(summary="お茶を のみます。")
    read("/guide/")  # the first one after an edit asks what was edited
    assert [is_given_out(address) for address in addresses] == [True, True]
    Resource.objects.filter(pk=place.pk).update(visibility="supporters")
    read("/guide/")
    become_another_worker()
    assert place.name not in read(LIST)
    assert Client().get(addresses[1]).status_code == 404


def test_a_worker_that_has_not_seen_the_version_makes_its_own(place, settings):
    settings.KEPT_PAGES_SECONDS = 30
    address = f"/places/{place.pk}/"
    read(address)
    make_resource(name="べつの会")
    edits.forget()
    assert not is_given_out(address)
    assert is_given_out(address)


def test_nobody_gets_an_answer_of_another_minute(place, clock):
    read(LIST)
    assert is_given_out(LIST)
    clock(12, 1, day=TUESDAY)
    assert not is_given_out(LIST)


@pytest.mark.parametrize("visitor", [lambda: signed_in("花子"), with_message])
def test_what_one_person_is_shown_is_in_no_shared_memory(place, visitor):
    for address in ("/", f"/places/{place.pk}/", "/guide/"):
        mine = visitor().get(address).content
        become_another_worker()
        assert Client().get(address).content != mine
        assert not is_given_out(address, visitor()), "nor does it come from there"


@pytest.mark.parametrize("address", ["/?q=田中さん", "/?fbclid=abc", "/?q=死にたい", "/places/{}/?from=q%3D田中さん"])
def test_nor_what_somebody_typed_of_a_person_or_in_danger(place, address):
    address = address.format(place.pk)
    read(address)
    assert not is_given_out(address)


def test_an_answer_that_a_forked_worker_made_is_found_by_the_first():
    shared, answer = SharedAnswers(8 * PLACE), of_size(500)
    child = os.fork()
    if not child:
        shared.put("question", answer)
        os._exit(0)
    os.waitpid(child, 0)
    assert shared.get("question") == answer
    assert shared.get("another") is None


@pytest.mark.parametrize("cut", [0, 20, 45, 60, 200])
def test_what_is_left_of_a_write_that_was_cut_is_no_answer(cut):
    """A worker may be killed at any moment, and two may write into one place."""
    shared = SharedAnswers(PLACE)
    shared.put("first", of_size(500))
    before = bytes(shared._memory)
    shared.put("second", of_size(600, 2))
    after = bytes(shared._memory)
    shared._memory[:] = after[:cut] + before[cut:]
    found = [shared.get(question) for question in ("first", "second")]
    assert found == ([of_size(500), None] if cut == 0 else [None, None])


def test_nor_is_an_answer_that_is_cut_in_two_where_another_one_was():
    """Both are of one length, and one of two workers wrote the head's end of its own over that of the other."""
    shared, at, end = SharedAnswers(PLACE), 40, 48
    shared.put("question", of_size(501, 1))
    before = bytes(shared._memory)
    shared.put("question", of_size(500, 10))
    assert shared.get("question") == of_size(500, 10)
    shared._memory[at:end] = before[at:end]
    assert shared.get("question") is None


def test_it_never_holds_more_than_its_bytes_and_the_older_one_gives_way():
    shared = SharedAnswers(4 * PLACE)
    for number in range(50):
        shared.put(number, of_size(2_000, number))
    assert shared.get(49) == of_size(2_000, 49)
    assert sum(shared.get(number) is not None for number in range(50)) <= 4
    shared.put("large", of_size(PLACE))
    assert shared.get("large") is None
    shared.clear()
    assert [number for number in range(50) if shared.get(number)] == []
    nothing = SharedAnswers(0)
    nothing.put("question", of_size(500))
    assert nothing.get("question") is None
