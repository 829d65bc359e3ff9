"""Fields take what people write, and lose nothing of it."""

import pytest
from django import forms

from cms.forms.lenient_fields import FeeField, note_of_fee


class _Form(forms.Form):
    fee = FeeField(required=False, min_value=0, max_value=65_000)
    fee_note = forms.CharField(required=False, max_length=20)


def _read(fee, note=""):
    form = _Form({"fee": fee, "fee_note": note})
    if not form.is_valid():
        return form.errors
    note_of_fee(form, form.cleaned_data)
    return form.errors or (form.cleaned_data["fee"], form.cleaned_data["fee_note"])


@pytest.mark.parametrize(
    ("written", "yen", "words"),
    [
        ("100", 100, ""), ("１，２００円", 1200, ""), ("", None, ""), ("無料", 0, ""), ("1回100円", 100, ""),
        ("100円（お茶代）", 100, "お茶代"), ("お茶代 100円", 100, "お茶代"), ("参加費：200円", 200, ""),
        ("無料（お茶代は100円）", 0, "お茶代は100円"), ("100円(会員は50円)", 100, "会員は50円"),
    ],
)  # fmt: skip
def test_a_sum_is_read_and_what_stands_beside_it_is_kept(written, yen, words):
    assert _read(written) == (yen, words)


@pytest.mark.parametrize(
    "written",
    [
        "実費", "月500円", "約100円", "100円くらい", "100円〜300円", "100円から", "年会費1000円", "大人200円 子ども100円",
        "1万円", "最初の1回無料", "無料ではない", "無料、材料費は別", "初回無料", "会員無料", "見学無料", "100円 材料費は別",
        "初回100円", "100円以上", "100円/回",
    ],
)  # fmt: skip
def test_what_is_no_certain_sum_is_kept_as_it_was_written_and_is_never_a_number(written):
    assert _read(written) == (None, written)


@pytest.mark.parametrize("written", ["-5", "70000", "12.5", "ひゃく円"])
def test_a_number_that_cannot_be_is_asked_for_again(written):
    assert "fee" in _read(written)


def test_words_join_a_note_that_is_there_once_and_are_never_cut():
    assert _read("100円（お茶代）", "持ちより") == (100, "お茶代、持ちより")
    assert _read("100円（お茶代）", "お茶代として") == (100, "お茶代として")
    assert "fee" in _read("100円（お茶代）", "あ" * 20)
