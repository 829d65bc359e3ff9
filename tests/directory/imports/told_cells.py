"""Whether a cell of a file can be found again after an import: in the listing of its row as it is stored, or in the report.

Written against the database and the text of the report, and knows nothing of how a list is read: what a cell holds is looked for as it
stands, as a number, as a mark, or as what it says of time.
"""

import re
import unicodedata
from pathlib import Path

import jaconv

from directory.imports.models import ImportedRow
from directory.models import Resource, SingleDate
from directory.spreadsheets.reading import read_sheets

_CLOCK = re.compile(r"(\d{1,2})[:時](\d{2})?")
_SAYS_NOTHING = re.compile(r"[-‐―−ーｰ－/／・.…\s]*")
_MARKS = {
    **dict.fromkeys("○〇◯◎●", True),
    **dict.fromkeys(("有", "可", "あり", "1", "Y", "TRUE", "true"), True),
    **dict.fromkeys(("×", "✕", "無", "不可", "なし", "0"), False),
}


def squeezed(text: str) -> str:
    kept = re.sub(r"[\s\-‐―−ーｰ－〒,，、。「」【】（）()□■●・]", "", unicodedata.normalize("NFKC", text))
    return jaconv.kata2hira(kept).casefold().replace("~", "〜")


def stored_text(resource: Resource) -> str:
    """All that is stored of a listing, as one text."""
    told = [str(getattr(resource, field.attname)) for field in Resource._meta.concrete_fields]
    for part in (resource.organization, resource.place, resource.municipality):
        if part:
            told += [str(getattr(part, field.attname)) for field in part._meta.concrete_fields]
    told.append(f"fee {resource.fee}")
    if resource.place:
        told += [f"{row.feature.label}{row.answer}" for row in resource.place.features.select_related("feature")]
        told.append(str(resource.place.town or ""))
    told += [f"{c.value} {c.note} {c.person}" for c in resource.contacts.all()]
    told += [str(row) for row in resource.schedules.all()]
    told += [str(row) for row in SingleDate.objects.filter(resource=resource)]
    told += [f"{row.feature.label}{row.answer}" for row in resource.features.select_related("feature")]
    for words in (resource.targets, resource.kinds, resource.areas):
        told += map(str, words.all())
    told += [f"{k} {v}" for k, v in ImportedRow.objects.get(pk=resource.pk).facts.get("unused", {}).items()]
    return "\n".join(told)


def lost_cells(path: Path, report: str) -> list[str]:
    """The cells of a file that are neither in the listing of their row nor in the report, each with its place."""
    listings = {
        resource.name: resource
        for resource in Resource.objects.select_related("organization", "place__town", "municipality").all()
    }
    told = {squeezed(name): stored_text(resource) for name, resource in listings.items()}
    asserted = {squeezed(name): resource.schedules.exists() or SingleDate.objects.filter(resource=resource).exists() for name, resource in listings.items()}  # fmt: skip
    city = re.compile(
        "|".join({f"(?:{r.municipality.prefecture})?(?:.{{1,6}}郡)?{r.municipality.name}" for r in listings.values()})
        or "$^"
    )
    lost = []
    for sheet in read_sheets(path):
        above: list[str] = []
        for row in sheet.rows:
            above = [name for cell in row.cells if (name := squeezed(cell)) in told] or above
            is_alone = sum(bool(cell.strip()) for cell in row.cells) == 1
            where = "\n".join(told.values()) if is_alone else "\n".join(told[name] for name in above)
            if (
                re.search(rf"(?<!\d){row.line}行目「(?!開催|利用|活動|日時)", report)
                and squeezed(row.cells[0]) not in told
            ):
                continue  # a row that is not stored is named by its line
            for column, cell in enumerate(row.cells):
                if not _is_found(city.sub("", cell), where, report, any(asserted[name] for name in above)):
                    lost.append(f"{sheet.name} {row.line}:{column} {cell}")
    return lost


def _is_found(cell: str, told: str, report: str, has_rules: bool) -> bool:
    text = squeezed(cell)
    if not text or _SAYS_NOTHING.fullmatch(cell):
        return True
    if text == "無料" and "fee 0" in told:
        return True
    if text in squeezed(told) or text in squeezed(report) or cell.strip() in _MARKS:
        return True
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell.strip()):
        return f"{int(found[1])}年{int(found[2])}月{int(found[3])}日" in told
    text = re.sub(r"(?<=\d)[円人名歳]$", "", text)
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return any(abs(float(text) - float(other)) < 1e-6 for other in re.findall(r"\d+(?:\.\d+)?", told)) or (
            has_rules and len(text) == 1
        )
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 9 and digits in re.sub(r"\D", "", told):
        return True
    return has_rules and bool(re.search(r"[曜日月火水木金土毎週第時:]", text))
