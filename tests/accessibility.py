"""Checks the public pages by axe and writes what the page 試験結果 says: `python -m tests.accessibility URL` of a running demo.

The file is read by people as the city's word: run it anew before a release, and whenever the browser test says that it is old.
"""

import datetime as dt
import json
import sys
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import AXE, BROWSER, DESKTOP, PHONE, QUIET, axe_results
from tests.paths import ROOT

FILE = ROOT / "fixtures" / "accessibility.json"
PAGES = {
    "さがすページ": "/",
    "さがした一覧": "/?q=お茶",
    "場所のページ": "/places/1/",
    "場所のページ（やさしい日本語・ふりがな）": "/places/1/?",
    "団体のページ": "/organizations/{organization}/",
    "今週 ひらく所": "/week/",
    "どこに相談？": "/where/",
    "窓口の一覧": "/where/list/",
    "自分のリスト": "/my-list/?places=1",
    "紙の 冊子と 地図": "/booklets/",
    "使い方": "/guide/",
    "お知らせ": "/news/",
    "オープンデータ": "/open-data/",
    "情報がちがうと 知らせる": "/places/1/wrong/",
}
"""What it is called on the page -> its address in the demonstration; one that ends with 「?」 is read easily."""
EASILY = ({"name": "easy", "value": "on"}, {"name": "furigana", "value": "on"})


def checked(browser: Browser, site: str, path: str) -> dict[str, Any]:
    """The rules that a page fulfils at every width, and the problems that it has at any."""
    fulfilled, problems = None, []
    context = browser.new_context(locale="ja-JP")
    if path.endswith("?"):
        context.add_cookies([cookie | {"url": site} for cookie in EASILY])
    page = context.new_page()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        answer = page.goto(site + path)
        assert answer is not None, path
        assert answer.status == 200, path
        rules, found = axe_results(page)
        fulfilled = rules if fulfilled is None else fulfilled & rules
        problems += found
    context.close()
    return {"rules": len(fulfilled or ()), "problems": problems}


def address_of(browser: Browser, site: str, path: str) -> str:
    """An address of PAGES on a site: the organization is that of the first place."""
    if "{organization}" not in path:
        return path
    page = browser.new_page()
    page.goto(f"{site}/places/1/")
    found = page.locator("main a[href^='/organizations/']").first.get_attribute("href") or ""
    page.close()
    return found


def main(site: str) -> None:
    """Write the results of all pages of a running demonstration."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        pages = [
            {"name": name, "path": path.rstrip("?"), **checked(browser, site, address_of(browser, site, path))}
            for name, path in PAGES.items()
        ]
    version = json.loads((AXE.parent / "package.json").read_text(encoding="utf-8"))["version"]
    widths = [PHONE["width"], DESKTOP["width"]]
    told = {"day": str(dt.date.today()), "axe": version, "widths": widths, "pages": pages}
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
