"""The largest text on the narrowest phone: nothing stands beyond the edge, also with furigana."""

import pytest

from tests.accessibility import EASILY


@pytest.mark.parametrize("path", ["/", "/places/1/", "/week/", "/my-list/?places=1", "/where/list/"])
@pytest.mark.parametrize("size", ["normal", "largest"])
def test_nothing_stands_beyond_the_edge(open_page, site, path, size):
    page = open_page("/where/list/", viewport={"width": 320, "height": 640})
    cookies = (*EASILY, {"name": "text_size", "value": size})
    page.context.add_cookies([cookie | {"url": site} for cookie in cookies])
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
