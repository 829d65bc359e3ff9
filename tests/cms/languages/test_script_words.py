"""What the scripts of the public pages say stands in the catalogues, and reaches readers of other languages alone."""

import json
import re

import pytest
from django.test import Client

from cms.assets.build import PAGE_SCRIPTS
from cms.languages.script_words import SCRIPT_WORDS
from cms.operations.languages import COOKIE
from directory.languages.scripts import has_japanese
from tests.paths import ROOT

SCRIPTS = [name for name in (*PAGE_SCRIPTS, "cms/static/cms/map.js") if not name.endswith("dates.js")]
"""Those with texts for residents; the calendar beside a date is for people at work."""
SAID = re.compile(r'said\((?:\w+ \? "([^"]+)" : )?"([^"]+)"')


def script(name):
    return re.sub(r"^\s*//.*$|\s//\s.*$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M)


def test_every_text_of_a_script_is_said_and_in_the_list():
    said = {text for name in SCRIPTS for found in SAID.findall(script(name)) for text in found if text}
    assert said == set(SCRIPT_WORDS)
    assert not [name for name in SCRIPTS if has_japanese(SAID.sub("", script(name)))]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "kept"), [("en", "My list ($1)"), ("vi", "Danh sách của tôi ($1)"), ("ja", None)])
def test_a_page_brings_the_words_of_its_language(code, kept):
    client = Client()
    client.cookies[COOKIE] = code
    found = re.search(r'<script id="script-words"[^>]*>(.*?)</script>', client.get("/").content.decode())
    assert (json.loads(found[1])["自分のリスト（$1）"] if found else None) == kept
