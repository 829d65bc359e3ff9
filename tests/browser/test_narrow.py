"""The largest text on the narrowest phone, and letters of twice the size on a common one: nothing stands beyond the edge, also with furigana."""

import pytest

from tests.accessibility import EASILY


@pytest.mark.parametrize(
    "path", ["/", "/places/1/", "/week/", "/my-list/?places=1", "/where/list/", "/where/?topic=withdrawal"]
)
def test_nothing_stands_beyond_the_edge(open_page, site, path):
    page = open_page("about:blank", viewport={"width": 320, "height": 640})
    for width, size in ((320, "normal"), (320, "largest"), (195, "normal")):
        page.set_viewport_size({"width": width, "height": 640})
        cookies = (*EASILY, {"name": "text_size", "value": size})
        page.context.add_cookies([cookie | {"url": site} for cookie in cookies])
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, size)
