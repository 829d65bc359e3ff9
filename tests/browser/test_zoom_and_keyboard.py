"""Every main page for who sees badly, or has no mouse: 200 % and 400 %, the keyboard alone, forced colours, no motion.

A screen of 1280 pixels at 200 % is 640 wide, and at 400 % 320 (WCAG 1.4.4 and 1.4.10).
"""

import pytest

PUBLIC = ["/", "/?kind=salon", "/?q=そんなばしょはない", "/?q=たいそう", "/guide/", "/news/", "/sign-in/"]
PUBLIC += ["/where/", "/where/?topic=mind&who=other", "/where/list/", "/where/worry/"]
PUBLIC += [
    "/places/1/",
    "/places/1/wrong/",
    "/week/",
    "/my-list/?places=1",
    "/booklets/",
    "/booklets/?code=12345678",
    "/open-data/",
]
PUBLIC += ["/places/1/?lang=en", "/?lang=ja", "/embed/", "/embed/list/?colour=8b0000"]
MINE = ["/my/"]
DESK = [
    *("/desk/", "/desk/people/", "/desk/people/new/", "/desk/people/M-001/", "/desk/people/M-001/needs/"),
    *("/desk/people/M-001/identity/", "/desk/people/M-001/limits/", "/desk/people/M-001/consent/"),
    *("/desk/people/M-001/household/", "/desk/people/M-001/plans/", "/desk/people/M-001/end/"),
    *("/desk/caseload/", "/desk/meetings/", "/desk/hand-over/", "/desk/audit/", "/desk/sheets/", "/desk/sheets/new/"),
]
ROLES = {"": PUBLIC, "volunteer": MINE, "coordinator": DESK}
ZOOMED = {"200 %": {"width": 640, "height": 450}, "400 %": {"width": 320, "height": 225}}
MOST_STOPS = 400
START = "one => one.outerHTML.slice(0, 120)"

WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > wide + 1)
    .slice(0, 5).map(one => one.outerHTML.slice(0, 120));
}"""
REACHABLE = """() => [...document.querySelectorAll(
  "main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary")]
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
  .filter(one => one.type !== "radio")
  .map((one, number) => { one.dataset.stop = number; return number; })"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const around = [style, ...[...one.labels ?? [], one.closest(".card")].filter(Boolean).map(two => getComputedStyle(two))];
  const seen = around.some(look => look.outlineStyle !== "none" || look.boxShadow !== "none");
  return [one === document.body ? "body" : one.dataset.stop ?? "", seen, one.outerHTML.slice(0, 120)];
}"""


@pytest.fixture(params=list(ROLES), ids=lambda role: role or "resident")
def pages(request, open_page, sign_in):
    """A browser of somebody, and the pages that are theirs."""
    return sign_in(request.param) if request.param else open_page("about:blank"), ROLES[request.param]


def test_nothing_is_cut_off_at_200_and_400_percent(pages):
    page, paths = pages
    problems = []
    for path in paths:
        answer = page.goto(path)
        assert answer.status < 400 or "そんな" in path, path
        for zoom, size in ZOOMED.items():
            page.set_viewport_size(size)
            problems += [f"{path} at {zoom}: {one}" for one in page.evaluate(WIDER)]
    assert problems == []


def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(pages):
    page, paths = pages
    problems = []
    for path in paths:
        page.goto(path)
        left, ringed = set(map(str, page.evaluate(REACHABLE))), set()
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stop, is_seen, what = page.evaluate(FOCUSED)
            if stop == "body":
                break
            ringed |= {stop} if is_seen else set()
            problems += [] if stop in ringed else [f"{path}: no ring around {what}"]
            left.discard(stop)  # the parts of a field of time are stops of their own, which the browser marks
        missed = (page.locator(f"[data-stop='{stop}']").evaluate(START) for stop in sorted(left)[:3])
        problems += [f"{path}: never reached {what}" for what in missed]
    assert problems == []


def test_forced_colours_and_no_motion(pages):
    page, paths = pages
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    moving = """() => document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 1)
      .map(one => one.effect.target.outerHTML.slice(0, 120))"""
    problems = []
    for path in paths[:6]:
        page.goto(path)
        problems += [f"{path}: {one}" for one in page.evaluate(moving)]
        buttons = page.locator("main .button:visible").all()
        problems += [f"{path}: a button without a border" for one in buttons if not one.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)")]  # fmt: skip
    assert problems == []
