"""Titles of pages and pictures are lines like ours."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.models import NewsPage


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (NewsPage, "title"),
        (NewsPage, "seo_title"),
        (get_image_model(), "title"),
        (get_document_model(), "title"),
        (Collection, "name"),
        (Group, "name"),
    ],
)
def test_a_column_of_the_library_refuses_what_nobody_sees(model, name):
    field = model._meta.get_field(name)
    assert field.clean("夏の お知らせ 👨‍👩‍👧", None)
    with pytest.raises(ValidationError, match="目に見えない文字"):
        field.clean("夏の\u202eお知らせ", None)
