"""The catalogues hold what the pages say: nothing is missing in English, nothing is left over, and each .mo is that of its .po."""

import gettext
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from cms.languages import catalogues
from cms.languages.catalogues import HEADER
from cms.languages.messages import NOT_TRANSLATED, Message, messages, messages_of_template
from cms.management.commands.languages import compiled, header_of, po_of
from directory.languages.spoken import COMPLETE, JAPANESE, LANGUAGES

SHIPPED = settings.BASE_DIR / "cms" / "locale"
CODES = [language.code for language in LANGUAGES if language.code != JAPANESE]


@pytest.fixture(scope="module")
def known():
    return messages(settings.BASE_DIR)


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_fits_the_pages(code, known):
    path = po_of(SHIPPED, code)
    catalogue = catalogues.read(path)
    assert "#, fuzzy" not in path.read_text(encoding="utf-8")
    assert catalogues.wrong_in(catalogue, known) == []
    assert set(known) <= set(catalogue), "manage.py languages was not called"
    if code in COMPLETE:
        assert [message.text for message in known if not all(catalogue[message])] == []


NEEDED_FIRST = ("*.html", "partials/*.html", "public/start.html", "public/place.html", "public/advice/[adl]*.html")
"""Templates that a resident from abroad needs first: errors, alerts and danger, the list, a place, どこに相談？."""


@pytest.mark.parametrize("code", CODES)
def test_what_a_newcomer_needs_first_is_said_in_each_language(code, known):
    templates = settings.BASE_DIR / "cms" / "templates"
    paths = [path for pattern in NEEDED_FIRST for path in templates.glob(pattern) if path.stem not in NOT_TRANSLATED]
    wanted = {one for path in paths for one in messages_of_template(path.read_text(encoding="utf-8"))} & set(known)
    assert len(wanted) > 200
    catalogue = catalogues.read(po_of(SHIPPED, code))
    assert [message.text for message in wanted if not all(catalogue[message])] == []


@pytest.mark.parametrize("code", CODES)
def test_a_compiled_catalogue_is_that_of_its_text(code):
    path = po_of(SHIPPED, code).with_suffix(".mo")
    assert path.read_bytes() == compiled(SHIPPED, code, SHIPPED), "manage.py languages was not called"
    with path.open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("さがす") != "さがす"
    assert said.ngettext("%(count)sか所", "%(count)sか所", 1) != "%(count)sか所"


def test_what_a_language_does_not_say_is_english(known):
    english, tagalog = (catalogues.read(po_of(SHIPPED, code)) for code in ("en", "tl"))
    unsaid = next(message for message in known if not all(tagalog[message]) and not message.plural)
    with po_of(SHIPPED, "tl").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext(unsaid.text) == english[unsaid][0]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message("さがす"), ("Search",)),
        (Message("「%(name)s」\nです"), ('He said "%(name)s"\n\\ and left',)),
        (Message("%(n)sか所", "%(n)sか所"), ("%(n)s place", "%(n)s places")),
        (Message("%(day)s日", context="日付"), ("day %(day)s",)),
    ],
)
def test_what_is_written_is_read_again(tmp_path, message, said):
    path = tmp_path / "django.po"
    catalogue = {HEADER: (header_of("en"),), message: said}
    catalogues.write(path, catalogue, [message], "…")
    assert catalogues.read(path) == catalogue


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("%(n)sか所", "places"),
        ("か所", "%(n)s places"),
        ("<strong>まだ</strong>", "not yet"),
        ("まだ", '<script src="x">not yet</script>'),
        ("%(n)sか所", "%(n)s places, 100% sure"),
    ],
)
def test_a_placeholder_or_tag_that_differs_is_named(text, said):
    message = Message(text)
    assert len(catalogues.wrong_in({message: (said,)}, [message])) == 1


def test_a_line_that_is_none_is_named_with_its_number(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid "さがす"\nmsgstr Search\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"django.po:2"):
        catalogues.read(path)


def test_a_city_completes_a_language_in_its_own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    call_command("languages", own="vi", stdout=StringIO())
    path = po_of(tmp_path / "locale", "vi")
    own = path.read_text(encoding="utf-8").replace('msgid "さがす"\nmsgstr ""', 'msgid "さがす"\nmsgstr "Tìm"')
    path.write_text(f'{own}\nmsgid "囲碁カフェ"\nmsgstr "Quán cờ vây"\n', encoding="utf-8")
    call_command("languages", own="vi", stdout=StringIO())
    with path.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("さがす") == "Tìm"
    assert said.gettext("囲碁カフェ") == "Quán cờ vây"
    assert said.gettext("地図でみる") == "地図でみる", "what is shipped is not copied"


@pytest.mark.parametrize("code", ["ja", "xx", "../vi", "VI/../en"])
def test_a_catalogue_of_no_offered_language_is_refused(settings, tmp_path, code):
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError):
        call_command("languages", own=code, stdout=StringIO())
    assert not (tmp_path / "locale").exists()
