"""The imports of a city that is attacked."""

from directory.models import ImportFinding, ImportMapping, ImportRun, JoinedRow, PlannedRow


def fill_the_imports(city) -> None:
    """One import that was tried, one that was stored, and what is remembered of an earlier one."""
    facts = {"municipality": city.city, "kind": "salon", "made_by": city.staff}
    blank = dict.fromkeys(("field", "label", "sheet"), "")
    ImportMapping.objects.create(municipality=city.city, name=f"対応{city.secret}", columns={"name": "会"})
    JoinedRow.objects.create(key=f"{city.city.pk}:list:{city.secret}", resource=city.twin, facts={})
    city.run = ImportRun.objects.create(
        **facts,
        file_name=f"一覧{city.secret}.csv",
        content=b"x",
        state=ImportRun.State.TRIED,
        headings=[blank | {"heading": f"見出し{city.secret}", "sure": "UNKNOWN", "samples": []}],
    )
    city.stored_run = ImportRun.objects.create(
        **facts, file_name=f"前の一覧{city.secret}.csv", content=b"x", state=ImportRun.State.APPLIED
    )
    city.unread_run = ImportRun.objects.create(
        **facts,
        file_name=f"読めない{city.secret}.csv",
        content=b"x",
        state=ImportRun.State.UNREADABLE,
        counts={"texts": [f"見出し{city.secret}", "乗っ取り"]},
    )
    name = f"行{city.secret}"
    PlannedRow.objects.create(run=city.run, state="new", choice="store", key=city.secret, line=2, name=name)
    ImportFinding.objects.create(run=city.run, severity="NOTICED", group=0, title=f"気づき{city.secret}", text=name)
