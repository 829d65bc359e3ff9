"""Addresses of web pages and of mail within a text that should be a name. Pure."""

import re
from unicodedata import normalize

_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//\S+|www\.\S+|[^\s@＠]+@[^\s@]+\.\S+"
    r"|(?:[\w-]+\.)+(?:[a-z]{2,}|(?i:com|net|org|jp|info|biz|xyz|top|site|online|shop|link|app))(?![A-Za-z0-9_])(?:[:/]\S*)?"
    r"|(?<![\d.])(?=[\d.]*\d\d)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(?:[:/]\S*)?|(?i:mailto|javascript):\S*|(?:tel|sms):\+?\d\S*"
)
"""With or without `https://`, since programs that show mail make links of both; in letters of half width."""
INSTEAD = "（アドレス）"


def has_address(text: str) -> bool:
    """Whether a text holds something that a program would make a link of.

    >>> has_address("ひまわり evil.example/x"), has_address("第2.5集会室 No.3")
    (True, False)
    """
    return bool(_ADDRESS.search(_read(text)))


def without_addresses(text: str) -> str:
    """The text with INSTEAD in place of each address; unchanged where it has none.

    >>> without_addresses("市役所です http://evil.example へ")
    '市役所です （アドレス） へ'
    """
    return _ADDRESS.sub(INSTEAD, _read(text)) if has_address(text) else text


def _read(text: str) -> str:
    """In half width, with the Japanese full stop between letters as the dot that browsers take it for."""
    return re.sub(r"(?<=[A-Za-z0-9])。(?=[A-Za-z])", ".", normalize("NFKC", text))
