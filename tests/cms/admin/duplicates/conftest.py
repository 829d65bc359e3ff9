"""Two listings that may be one."""

import pytest

from tests.factories import make_place, make_resource


@pytest.fixture
def pair(db):
    place = make_place()
    return make_resource(name="髙橋サロン", place=place, summary="お茶の会"), make_resource(
        name="高橋さろん", place=place
    )
