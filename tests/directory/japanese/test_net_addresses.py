"""What a mail program makes a link of is no name."""

import pytest

from directory.japanese.net_addresses import has_address, without_addresses

ADDRESSES = [
    "http://evil.example", "HTTPS://EVIL.EXAMPLE/a", "//evil.example/a", "www.evil.example", "evil.example", "evil.example/a?b",
    "市役所.jp", "ここevil.comへ", "EVIL.COM", "a@evil.example", "a＠evil.example", "ｅｖｉｌ．ｃｏｍ", "evil。com", "mailto:a@b.example",
    "Evil.Com", "evil.Co.Jp/a", "evil．Ｃｏｍ", "192.0.2.1/login", "tel:0421234567",
]  # fmt: skip
NAMES = [
    "ひまわり会",
    "第2.5集会室",
    "No.3",
    "J.POPの会",
    "山田 花子（代理）",
    "A.B.C.",
    "24/7カフェ",
    "子ども@ひろば",
    "3:30クラブ",
    "St.Maryの会",
    "Mr.Children",
    "1.2.3体操",
    "お休み（TEL：042-378-1111へどうぞ）",
    "第1.2.3.4水曜",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_taken_out_of_a_name(text):
    assert has_address(text)
    assert not has_address(without_addresses(f"山田 {text} 花子"))


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_a_name(text):
    assert without_addresses(text) == text
