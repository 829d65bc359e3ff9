"""The words of wishes as a file and as rows."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Q

from directory.models import WishWord
from directory.search.wishes import table
from directory.search.wishes.phrases import Phrase
from directory.search.wishes.reading import read_wish
from directory.search.wishes.shipped import ShippedPhrase, grammar, shipped_phrases
from directory.search.wishes.table import bring_shipped_phrases, known_concepts, phrase_book
from tests.factories import make_municipality

LEAST = 1_500


def test_every_shipped_phrase_has_a_meaning_in_the_vocabulary_and_a_source():
    phrases = [shipped.phrase for shipped in shipped_phrases()]
    assert len({phrase.text for phrase in phrases}) == len(phrases) > LEAST
    assert {concept for phrase in phrases for concept in phrase.concepts} <= known_concepts(from_file=True)
    assert all(shipped.source and shipped.phrase.concepts for shipped in shipped_phrases())
    covers = grammar().covers
    assert {concept for pair in covers.items() for concept in (pair[0], *pair[1])} <= known_concepts(from_file=True)


@pytest.fixture
def _own_book(settings, tmp_path):
    """A folder of its own, with the book if there is one: that of the other tests stays as it is."""
    shared, settings.VAR_DIR = Path(settings.VAR_DIR, "wishes.book"), tmp_path
    if shared.exists():
        shutil.copy(shared, tmp_path)


@pytest.mark.usefixtures("_own_book")
def test_a_first_migration_fills_the_table_and_what_a_city_changed_stays(db):
    assert WishWord.objects.count() == len(shipped_phrases())
    WishWord.objects.filter(phrase="カラオケ").update(concepts="activity:music")
    WishWord.objects.filter(phrase="囲碁").delete()
    bring_shipped_phrases(plan=[])
    assert WishWord.objects.get(phrase="カラオケ").concepts == "activity:music"
    assert WishWord.objects.get(phrase="囲碁").concepts == "activity:board_games"


@pytest.mark.usefixtures("_own_book")
def test_a_migration_takes_over_what_the_file_says_now_but_for_what_somebody_changed(db, monkeypatch):
    named = Q(phrase__in=["将棋", "体操", "囲碁", "ヨガ"])
    rest = list(WishWord.objects.exclude(named).order_by("pk").values_list("pk", flat=True))
    WishWord.objects.filter(pk__in=rest[50:])._raw_delete("default")  # 50 that leave the file say as much as 15,000
    WishWord.objects.filter(phrase="将棋").update(concepts="activity:culture")  # a superuser
    WishWord.objects.create(phrase="みんなの言葉", concepts="kind:cafe", source="市")
    WishWord.objects.filter(phrase="体操").update(shipped_as="")  # stored before this was noted
    old = WishWord.objects.get(phrase="囲碁")
    said = [
        *(ShippedPhrase(Phrase(text, ("activity:music",)), "new") for text in ("囲碁", "将棋", "あたらしい言葉")),
        *(shipped for shipped in shipped_phrases() if shipped.phrase.text in ("体操", "ヨガ")),
    ]
    monkeypatch.setattr(table, "shipped_phrases", lambda: said)
    bring_shipped_phrases(plan=[])
    rows = {row.phrase: row for row in WishWord.objects.all()}
    assert {text: row.concepts for text, row in rows.items() if text not in ("体操", "ヨガ")} == {
        "囲碁": "activity:music",
        "将棋": "activity:culture",
        "あたらしい言葉": "activity:music",
        "みんなの言葉": "kind:cafe",
    }
    assert rows["囲碁"].pk == old.pk
    assert rows["囲碁"].changed_at > old.changed_at
    assert rows["体操"].is_as_shipped
    assert not rows["将棋"].is_as_shipped
    assert read_wish("囲碁", phrase_book()).concepts == ["activity:music"]


def test_a_city_has_words_of_its_own_that_no_other_city_sees(db):
    city = make_municipality()
    WishWord.objects.create(municipality=city, phrase="こけこっこ", concepts="activity:animals")
    assert read_wish("こけこっこ", phrase_book(city.pk)).concepts == ["activity:animals"]
    assert read_wish("こけこっこ", phrase_book()).concepts != ["activity:animals"]


def test_a_word_may_mean_nothing_that_the_vocabulary_does_not_have(db):
    with pytest.raises(ValidationError, match="kind:ufo"):
        WishWord(phrase="円盤", concepts="kind:ufo activity:culture").full_clean()
    WishWord(phrase="円盤", concepts="activity:culture day:sat").full_clean()


def test_the_command_prints_what_is_understood_of_a_file(db, tmp_path):
    file = tmp_path / "wishes.csv"
    file.write_text("query,means\n午後 体操,\n死にたい,\n", encoding="utf-8")
    out = StringIO()
    call_command("read_wishes", file, "--json", stdout=out)
    assert json.loads(out.getvalue()) == [
        {"query": "午後 体操", "concepts": ["time:afternoon", "activity:exercise"], "crisis": False},
        {"query": "死にたい", "concepts": ["worry:suicide"], "crisis": True},
    ]


def test_the_command_says_which_file_it_cannot_read(db, tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("text\n体操\n", encoding="utf-8")
    with pytest.raises(CommandError, match="query"):
        call_command("read_wishes", file)
