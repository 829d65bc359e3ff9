"""What a list says that a person should look at before it is stored: another city in its title, a place that has ended, an
address that is not to be told.

Nothing is decided here; each doubt becomes one plain question among the findings.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from directory.gazetteer.municipality_names import without_county
from directory.gazetteer.postal_register import municipality_names
from directory.geo.areas import Municipality
from directory.imports.findings_by_kind import ASKS
from directory.imports.row_reader import RowReader
from directory.japanese.folding import fold
from directory.spreadsheets.findings import Finding, Severity

SHORTEST_NAME = 3
"""Letters of a municipality's name that are looked for: 津市 and 中区 stand within other words."""
_TELLS_END = re.compile(
    r"(?<![\d時分])(?<!受付|募集|申込|現地|各自|予約)\s*(?:終了|廃止|閉鎖|閉会|閉所|解散)"
    r"\s*(?:の?予定|し(?!だい|次第)|いたし|致し|する|と(?:なり|する)|済|[。、)）」]|$)"
    r"|(?:活動|開催)?(?:休止|休会)\s*(?:中|し(?:て|ま)|いたし|致し)",
    re.MULTILINE,
)
_TELLS_HIDDEN = re.compile(
    r"(?:住所|所在地|場所|会場|番地)(?:は|を|など|等|：|:|\s)*(?:非公開|未公開|非公表|公開(?:し(?:て(?:い|お)?|ま)|され|でき)|公表(?:し(?:て(?:い|お)?|ま)|され))"
)
_HOLDS_ADDRESS = re.compile(r"\d")
HIDDEN_ADDRESS = "住所は 公開しないと 書いてあります。この住所を のせてよいか、" + ASKS
ENDS = "終わる・休むと 書いてあります。いまも やっているか、" + ASKS
OTHER_CITY = "題に「{}」と あります。{}の一覧で まちがいないか、" + ASKS


def report_doubts(row: RowReader) -> None:
    """Report each cell of a row that says that the place ends or is closed for now, or that its address is not for everybody."""
    headings = row.context.header.headings
    told = [(headings[at] if at < len(headings) else "", row.raw(at)) for at in range(row.width)]
    for heading, text in [*told, *(("", text) for text in row.row.extra)]:
        if _TELLS_END.search(text):
            row.report(Severity.NOTICED, heading, text, ENDS)
        if _TELLS_HIDDEN.search(text) and _HOLDS_ADDRESS.search(row.address):
            row.report(Severity.NOTICED, heading, text, HIDDEN_ADDRESS)


def other_cities(where: Municipality, titles: Iterable[str], towns: Mapping[str, object]) -> list[Finding]:
    """A finding for each other municipality that the titles of a list name, where they do not name its own.

    titles   the name of the file and of its sheets, and the lines above its tables
    towns    the folded names of the municipality's own towns, which may be those of a municipality elsewhere
    """
    text = "\n".join(titles)
    if where.name in text:
        return []
    found = [name for name in _names() if name in text and fold(name) not in towns]
    # 東久留米市 is not 久留米市.
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return [Finding(Severity.NOTICED, OTHER_CITY.format(name, where.name)) for name in longest]


@cache
def _names() -> tuple[str, ...]:
    names = {without_county(name) for name in municipality_names().values()}
    return tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME))
