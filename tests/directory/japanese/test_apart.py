"""Words are told from letters that only stand in a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.apart import LINE, fold_apart, where
from directory.japanese.folding import fold


def holds(text: str, word: str) -> bool:
    return len(where(fold(word), fold_apart([text])[0])) > 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("朝のヨガで 体をほぐす", "ヨガ"),
        ("たのしいヨガ", "よが"),
        ("ヨガスタジオの となり", "ヨガスタジオ"),
        ("みんなでいごをします", "いご"),
        ("オレンジカフェ", "カフェ"),
        ("コーヒーの いい香り", "コーヒー"),
        ("補聴器の電池を かえる", "補聴器"),
        ("補聴器の電池", "電池"),
        ("Wi-Fiが 使えます", "wifi"),
        ("ＷｉＦｉ あり", "WiFi"),
        ("無料 Wi-Fi", "Fi"),
        ("ふれあい・サロン", "ふれあいサロン"),
        ("ひばりヶ丘から 送迎", "ひばりが丘"),
        ("2階へ エレベーター", "二階"),
        ("囲碁とお茶", "お茶"),
        ("お茶", "茶"),
    ],
)
def test_a_word_is_held(text, word):
    assert holds(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("しょうがいのある人", "ようが"),
        ("さよがわの そば", "ヨガ"),
        ("かいごの相談", "いご"),
        ("スイミング", "スイ"),
        ("ボランティア", "ラン"),
        ("adventure", "DV"),
        ("体操\n教室", "体操教室"),
        ("お茶", "体操"),
        ("", "体操"),
    ],
)
def test_letters_in_a_row_are_no_word(text, word):
    assert not holds(text, word)


@given(st.lists(st.text(alphabet="ヨガよがー体操a1 、・ヶのﾖｶﾞ\n", max_size=20), max_size=4))
def test_texts_stand_one_after_the_other_and_keep_their_lines(texts):
    (letters, begins), at = fold_apart(texts)
    assert len(at) == len(texts) + 1
    assert len(letters) == len(begins) == at[-1]
    for number, text in enumerate(texts):
        told = "".join(map(chr, letters[at[number] : at[number + 1]])).split(LINE)[:-1]
        assert len(told) == len([line for line in text.splitlines() if fold(line)])
        assert all(told)
        assert begins[at[number] : at[number + 1]][:1].all()
