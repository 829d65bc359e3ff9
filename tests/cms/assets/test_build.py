"""The files that are built: whole, and no more than is needed."""

import gzip
import io
import re

import pytest
from fontTools.ttLib import TTFont

from cms.assets import build
from cms.assets.letters import interface_letters
from tests.paths import ROOT

LIGHTEST = 87_000
"""Bytes of the font: with it, a first visit to start, list and place stays under 120 KB (tests/browser/test_weight.py)."""


@pytest.fixture(scope="module")
def font():
    return build.font(ROOT)


def test_the_font_has_every_japanese_letter_of_the_interface(font):
    has = set(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))
    missing = {letter for letter in interface_letters(ROOT) if letter not in has}
    # Signs that BIZ UDPGothic keeps elsewhere; no name and no sentence is made of them.
    assert {letter for letter in missing if "\u3000" < letter < "\ua000"} - {"龯"} == set()


def test_the_font_is_light_and_names_its_licence(font):
    assert len(font) < LIGHTEST
    assert font[:4] == b"wOF2"
    assert "scripts.sil.org/OFL" in TTFont(io.BytesIO(font))["name"].getDebugName(14)


@pytest.fixture(scope="module")
def styles():
    return build.stylesheet(ROOT).decode()


def test_every_property_that_the_stylesheets_use_is_declared(styles):
    desk = (ROOT / "cms/static/cms/desk.css").read_text()
    used = set(re.findall(r"var\((--[\w-]+)\)", styles + desk))
    assert used
    assert used - set(re.findall(r"(--[\w-]+):", styles)) == set()


def test_no_token_is_declared_that_nothing_uses(styles):
    declared = set(re.findall(r"(--(?:color|border-radius|elevation|font|spacing)-[\w-]+):", styles))
    desk = (ROOT / "cms/static/cms/desk.css").read_text()
    assert {name for name in declared if f"var({name})" not in styles + desk} == set()


def test_a_token_made_of_another_brings_it_along(tmp_path):
    for name, text in {
        build.TOKENS: ":root {\n  --red: #f00;\n  --error: var(--red);\n  --blue: #00f;\n}\n",
        build.CLUSTER_STYLES: ".near {}",
        build.STYLES: "p { color: var(--error); }",
        "cms/static/cms/desk.css": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    built = build.stylesheet(tmp_path).decode()
    assert ":root{--error:var(--red);--red:#f00;}" in built
    assert built.endswith("p { color: var(--error); }")


def test_the_maps_script_holds_all_three_and_names_no_source_map():
    script = build.map_script(ROOT).decode()
    assert script.index("Leaflet 1.9") < script.index("MarkerClusterGroup") < script.index("const Ibasho")
    assert "sourceMappingURL" not in script


def test_the_script_of_the_pages_is_small_enough_to_be_on_all_of_them():
    assert len(gzip.compress(build.page_script(ROOT))) < 4_000
