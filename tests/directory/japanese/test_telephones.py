"""Telephone numbers are found however people write them, and nothing else is taken for one."""

import pytest

from directory.japanese.telephones import find_telephones, one_telephone, telephones_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("042-378-1111（内線12）", ["0423781111"]),
        ("042-378-1111 ext. 12", ["0423781111"]),
        ("℡042-378-1111", ["0423781111"]),
        ("TEL042-378-1111/FAX042-378-1112", ["0423781111", "0423781112"]),
        ("Ｔ０４２－３７８－１１１１ F042-378-1112", ["0423781111", "0423781112"]),
        ("0037-6000-1234", ["003760001234"]),
        ("090-0000-1234 03-0000-1234", ["09000001234", "0300001234"]),
        ("０４２（３７８）１１１１／＋81 90 1234 5678", ["0423781111", "09012345678"]),
        ("+81(0)42-378-1111", ["0423781111"]),
        ("042ー378−1111 3班", ["0423781111"]),
        ("平日9:00-17:00 03-1234-5678", ["0312345678"]),
        ("0120-123-456", ["0120123456"]),
        ("060-1234-5678", ["06012345678"]),
        ("423781111", ["0423781111"]),
        ("9012345678", ["09012345678"]),
        ("042-378-1111、87-888-2746", ["0423781111", "0878882746"]),
        ("+82-2-123-4567", ["+8221234567"]),
        ("119", ["119"]),
        ("電話なし", []),
        ("", []),
    ],
)
def test_the_digits_to_compare(text, numbers):
    assert list(telephones_in(text)) == numbers


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("042-378-1111", "042-378-1111"),
        ("（０４２）３７８ １１１１", "042-378-1111"),
        ("0423781111", "0423781111"),
        ("+81-42-378-1111", "042-378-1111"),
        ("042-378-1111 ext. 12", "042-378-1111"),
        ("42-378-1111", "042-378-1111"),
        ("423781111", "0423781111"),
        ("+82-2-123-4567", "+82-2-123-4567"),
    ],
)
def test_a_number_as_it_is_shown(text, written):
    (found,) = find_telephones(text)
    assert (found.written, found.is_mended) == (written, text.startswith("42"))


@pytest.mark.parametrize(
    "text", ["2026-04-0001", "2026年4月1日", "35.6131234", "〒206-0823", "7000012050002", "9:00-17:00"]
)
def test_other_digits_are_no_telephone(text):
    assert find_telephones(text) == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("０４２ー２２２−２２２２", "042-222-2222"),
        ("042(222)2222", "042(222)2222"),
        ("0300-00-0000", "0300-00-0000"),  # the library does not know this area yet
        ("9012345678", "09012345678"),
        ("042-222-2222 昼", None),
        ("042-222-2222 042-333-3333", None),
        ("042-1", None),
        ("でんわ", None),
        ("", None),
    ],
)
def test_a_text_that_is_one_number(typed, number):
    assert one_telephone(typed) == number


@pytest.mark.parametrize(
    "typed", ["206-0802 042-378-1111", "042-378-1111 ext.12", "042.378.1111", "042-378-1111~1115", "TEL042-378-1111"]
)
def test_what_is_more_than_a_number_is_refused(typed):
    assert one_telephone(typed) is None
