"""Our lists opened by a real spreadsheet and saved again: every text is still the same text, and nothing was computed."""

import csv
import io
import shutil
import subprocess

import pytest

from directory.exports.open_data.data_sets import DATA_SETS
from directory.spreadsheets.csv_cells import without_apostrophe
from tests.directory.exports.open_data.test_data_sets import NOW, file_of
from tests.factories import make_organization, make_place, make_resource

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
UTF8_AS_SHOWN = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's filter: comma, quotes, UTF-8, cells as they are shown, no formulas in place of their results."""
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1+1", "=HYPERLINK(\"https://example.jp\")", "=cmd|' /C calc'!A0",
    "<b>x</b>", "<script>alert(1)</script>", "${1+1}", "{{1+1}}",
)  # fmt: skip
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not OFFICE, reason="no LibreOffice (soffice) on this machine"),
]


@pytest.mark.parametrize("slug", DATA_SETS)
def test_what_a_spreadsheet_reads_is_what_was_written(slug, tmp_path):
    for text in FORMULAS:
        make_resource(
            name=text, kinds=["facility", "meal", "childcare_hub", "salon"], summary=text, description=text, fee_note=text,
            schedule="毎週火曜 10:00–12:00", place=make_place(name=text, address=text, building=text),
            organization=make_organization(name=text),
        )  # fmt: skip
    (tmp_path / "list.csv").write_text(file_of(slug), encoding="utf-8")
    command = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76,1"]
    command += ["--convert-to", f"csv:{UTF8_AS_SHOWN}", "--outdir", str(tmp_path / "out"), str(tmp_path / "list.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    read = list(csv.reader(io.StringIO((tmp_path / "out" / "list.csv").read_text(encoding="utf-8-sig"))))
    written = list(csv.reader(io.StringIO(file_of(slug)[1:])))
    names = DATA_SETS[slug].headings.index("イベント名" if slug == "events" else "名称")
    told = {without_apostrophe(row[names]) for row in read[1:]}
    assert told == {without_apostrophe(row[names]) for row in written[1:]}, NOW
    assert "2" not in {cell for row in read for cell in row} - {cell for row in written for cell in row}
