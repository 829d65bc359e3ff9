"""What the page 試験結果 says is what axe finds now."""

import pytest

from cms.public.statements.results import check_results
from tests.accessibility import PAGES, address_of, checked


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_problem_and_stands_in_the_results(chromium, site, name):
    found = checked(chromium, site, address_of(chromium, site, PAGES[name]))
    assert found["problems"] == []
    told = {page.name: page for page in check_results().pages}[name]
    assert (told.path, told.problems) == (PAGES[name].rstrip("?"), ())
