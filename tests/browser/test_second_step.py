"""A coordinator's first sign-in in a city, by app and by passkey, on a telephone; a real browser with an authenticator of its own."""

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, axe_problems, running

PASSWORD = "himitsu-no-kotoba"
FILLING = (
    "from tests.factories import make_user; [make_user('coordinator', username=name) for name in ('app', 'passkey')]"
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Address of a site that is no demonstration, under the one name that a browser trusts without a certificate."""
    with running(tmp_path_factory.mktemp("city"), "localhost", ["shell", "-c", FILLING], DEMO="") as url:
        yield url


def signing_in(page, city, name):
    page.goto(f"{city}/desk/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def test_an_app_is_registered_and_opens_the_desk(chromium, city):
    page = signing_in(chromium.new_context(viewport=PHONE).new_page(), city, "app")
    expect(page.get_by_role("heading", level=1)).to_have_text("確認アプリを 登録します")
    assert axe_problems(page) == []
    page.get_by_text("写せないとき").click()
    key = page.locator("details strong").inner_text().replace(" ", "")
    page.fill("#code", "000000")
    page.get_by_role("button", name="登録する", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("番号が ちがいます")
    assert axe_problems(page) == []
    totp = TOTP(b32decode(key))
    time.sleep(1.1)  # after a wrong code none is looked at for a second
    totp.time = time.time()
    page.fill("#code", f"{totp.token():06}")
    page.get_by_role("button", name="登録する", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("予備のコードを とっておいてください")
    assert axe_problems(page) == []
    code = page.locator(".recovery-codes li").first.inner_text()
    page.get_by_role("link", name=re.compile("つぎへ")).click()
    expect(page).to_have_url(f"{city}/desk/")
    again = signing_in(chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page(), city, "app")
    expect(again.get_by_role("heading", level=1)).to_have_text("もうひとつの確認")
    again.fill("#code", code)
    again.get_by_role("button", name="確認する", exact=True).click()
    expect(again).to_have_url(f"{city}/desk/")


def test_a_passkey_alone_is_enough(chromium, city):
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    signing_in(page, city, "passkey")
    page.get_by_role("button", name="パスキーを 登録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ログインの設定")
    expect(page.get_by_text("予備のコードが ありません")).to_be_visible()
    expect(page.get_by_text("このパスキーを 消す")).to_have_count(1)
    assert axe_problems(page) == []
    page.get_by_role("button", name="ログアウトする", exact=True).click()
    signing_in(page, city, "passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("もうひとつの確認")
    assert axe_problems(page) == []
    page.get_by_role("button", name="パスキーで 確認する").click()
    expect(page).to_have_url(f"{city}/desk/")
