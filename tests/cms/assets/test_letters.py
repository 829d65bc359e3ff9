"""The letters of the interface."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.urls import reverse

from cms.assets.letters import interface_letters
from tests.factories import make_resource
from tests.paths import ROOT

JAPANESE = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u4e00-\u9fff]")
LETTERS = set(interface_letters(ROOT))
NAMELESS = "ああ"


def japanese(text):
    return set(JAPANESE.findall(text))


@pytest.fixture
def place(db):
    """A place whose own texts are made of kana alone, with a bit of everything that the page tells."""
    return make_resource(
        name=NAMELESS,
        summary=NAMELESS,
        schedule="毎月第2・第4火曜 10:00–12:00",
        kinds=["salon", "cafe"],
        targets=["older"],
        features={"parking": "yes", "wheelchair": "no"},
    )


@pytest.mark.parametrize(
    ("address", "arguments"),
    [("start", []), ("place", ["key"]), ("report", ["key"]), ("listing_claim", ["key"]), ("sign_in", [])],
)
def test_every_japanese_letter_of_a_page_is_among_them(client, place, address, arguments):
    page = client.get(reverse(address, args=[place.pk for _ in arguments])).content.decode()
    data = {
        str(place.municipality),
        place.public_place.full_address,
        place.public_place.name,
        str(place.place.town or ""),
    }
    shown = re.sub(r'<script type="application/ld\+json">.*?</script>', "", page)
    seen = japanese(unescape(re.sub(r"<[^>]+>", " ", shown)))
    assert len(seen) > 50
    assert seen - LETTERS - japanese("".join(data)) == set()


def test_a_search_without_an_answer_is_said_in_them(client, place):
    page = client.get("/?q=zzz&kind=zzz").content.decode()
    assert japanese(page) - LETTERS - japanese(str(place.municipality)) == set()


@pytest.mark.django_db
def test_the_words_of_the_vocabulary_are_written_in_them():
    terms = apps.get_model("directory", "Term").objects.values_list("label", flat=True)
    assert terms
    assert japanese("".join(terms)) - LETTERS == set()


def test_the_names_of_fields_and_choices_of_a_listing_are_written_in_them():
    fields = [field for name in ("Resource", "Place", "Contact", "Schedule") for field in _fields(name)]
    said = [str(field.verbose_name) + "".join(str(label) for _, label in field.flatchoices) for field in fields]
    assert japanese("".join(said)) - LETTERS == set()


def _fields(name):
    """Fields of a model but those that it has from Wagtail, which only the admin shows."""
    model = apps.get_model("directory", name)
    bases = [base for base in model.__mro__ if base.__module__.startswith("wagtail") and hasattr(base, "_meta")]
    foreign = {field.name for base in bases for field in base._meta.local_fields}
    return [one for one in model._meta.get_fields() if hasattr(one, "flatchoices") and one.name not in foreign]


def test_comments_and_docstrings_are_no_letters_of_the_interface(tmp_path):
    for name in ("cms/templates/public", "cms/static/cms", "fixtures"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "cms/templates/public/page.html").write_text('{# 註 #}<!-- 釈 --><p>駅</p><p lang="zh-Hans">请</p>')
    (tmp_path / "fixtures/vocabulary.yaml").write_text("kinds:\n- {slug: tea, name: 喫茶}  # 註\n")
    (tmp_path / "fixtures/feature_sentences.yaml").write_text("{}")
    (tmp_path / "cms/public").mkdir()
    (tmp_path / "cms/public/views.py").write_text('"""註"""\n# 釈\nSAID = f"{1}丁目"\n')
    for name in (
        *(f"directory/hours/{one}" for one in ("spoken", "statements", "wording")),
        "cms/content/reader_choices",
    ):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    letters = interface_letters(tmp_path)
    assert {letter for letter in letters if ord(letter) > 0x4E00} == set("駅喫茶丁目")
