"""Walks the screens as somebody who opens every page once: by the links of each page, and by every address that there is."""

import html
import json
import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

from cms.public.my_list.codes import ALPHABET
from directory.languages.spoken import LANGUAGES
from tests.cms.html_forms import words

ALLOWED = {"Actions", "None", "Esc", "action-publish", "Language", *(language.name for language in LANGUAGES)}
"""The switch of languages; hidden from everybody (a counter that is not shown), names of keys, and a value nobody sees."""
ALLOWED_WORDS = (
    r"URL|CSV|XLSX|JPE?G|PNG|WEBP|PDF|MB|JavaScript|NPO|ikikata|Root|Ctrl|Alt|Shift|ID|OK|Excel|xlsx|Enter|GIF|SOS"
    r"|LINE|GeoJSON|UTF-8|BOM|HSDS|API|OpenAPI"
)
"""Words that Japanese uses as they are; Root is the name of a row, GIF of a source; the last line are names on 「オープンデータ」."""
_CODE_OF_A_LIST = re.compile(rf"\b[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}})*-[{ALPHABET}]{{1,4}}\b", re.ASCII)
"""A code on paper may happen to have no digit."""
_REFERENCE = re.compile(r"""(?:href|action|data-[\w-]*(?:url|href|src)[\w-]*)=["']([^"']+)["']""")
_UNFIT = re.compile(r"---|\d+ (?:場所|地域資源|団体|市町村|圏域|町|画像|文書|ドキュメント|利用者)$")
"""Dashes for nothing, and a number before a word that is no counter: 「56 場所」 is said 「56か所」."""
MOST_OF_A_KIND = 1
"""Pages of one view that a walk opens; a list of a hundred places is one page a hundred times."""


def english(text: str) -> bool:
    """Whether a text has an English word of three letters or more that Japanese does not use; a code of a list, of capitals and digits is none."""
    left = re.sub(rf"\b({ALLOWED_WORDS})\b", "", _CODE_OF_A_LIST.sub("", text), flags=re.ASCII)
    left = re.sub(
        r"[\w.+-]+@[\w.-]+|https?://\S+|[^\s.]+\.(?:csv|pdf|png)\b|\.(?:geo)?json\b|ibasho_[\w-]+|\b(?=[A-Z-]*\d)[\dA-Z]+(?:-[\dA-Z]+)*\b|(?:XQZ|ZZQ|xqz|zzq)\w*|user\d+|api-\w+|CC BY[\w .-]*",
        "",
        left,
        flags=re.ASCII,
    )
    return text not in ALLOWED and bool(re.search(r"[A-Za-z]{3,}", left))


def shown(answer) -> str:
    """The HTML of a page, or of a dialog that comes as JSON; "" for anything else."""
    kind = answer.headers.get("Content-Type", "")
    if answer.streaming:
        b"".join(answer.streaming_content)
        return ""
    if kind.startswith("application/json"):
        said = json.loads(answer.content)
        return said.get("html") or "" if isinstance(said, dict) else ""
    return answer.content.decode() if kind.startswith("text/html") else ""


class Walk:
    """The pages that one visitor met. `broken`: address -> status of those that failed; `english`, `dashes`: text -> its page."""

    def __init__(self, client):
        self.client, self.met = client, Counter()
        self.broken: dict[str, object] = {}
        self.english: dict[str, str] = {}
        self.dashes: dict[str, str] = {}
        self.seen: set[str] = set()

    def follow(self, *starts: str) -> "Walk":
        """Open these pages, and everything that they and the pages behind them lead to."""
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            if self._is_new(address):
                waiting.extend(self.open(address))
        return self

    def open(self, address: str) -> list[str]:
        """Open one page; returns the addresses on it."""
        self.seen.add(address)
        answer = self.client.get(address)
        if answer.status_code >= 500:
            self.broken[address] = answer.status_code
        if answer.status_code in (301, 302):
            return [urljoin(address, answer.url)]
        page = shown(answer) if answer.status_code == 200 else ""
        self.english |= {text: address for text in words(page) if english(html.unescape(text))}
        self.dashes |= {text: address for text in words(page) if _UNFIT.search(text)}
        return [urldefrag(urljoin(address, html.unescape(found))).url for found in _REFERENCE.findall(page)]

    def _is_new(self, address: str) -> bool:
        parts = urlsplit(address)
        if address in self.seen or parts.scheme not in ("", "http") or parts.netloc not in ("", "testserver"):
            return False
        try:
            match = resolve(parts.path)
        except Resolver404:
            return False
        kind = match.view_name or match.route, *sorted(re.findall(r"(\w+)=", parts.query))
        self.met[kind] += 1
        return self.met[kind] <= MOST_OF_A_KIND
