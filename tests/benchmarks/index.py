"""What the index of the search costs: `python -m tests.benchmarks.index --places N [--edits N] [--folder F] [--json]`.

An invented prefecture in a database of its own (tests/benchmarks/rows.py), each place with a text of its own. With
`--folder` the towns stay there and are not made again. Each figure is taken in a process of its own, as a worker is one.

build_cpu_s, build_peak_mb  seconds of processor, and the most memory the process ever held, to make and store the first index
rebuild_cpu_s               the same for the next one, in a process of its own: with the readings that the first has kept
build_machine_s, rebuild_machine_s  the same for a fixed sum before and after each: other work on the machine makes both dearer
file_mb, bytes_a_place      the stored copy
reload_ms                   of processor, median, after one name was edited, until the index is at the new version; `look_ms`
                            is that with the arrays
arrays_whole_ms             of processor, to read the directory into arrays, which every worker does once
arrays_after_word_ms        the same, median, after a word was edited
reload_ms_of_tenth          `reload_ms` with a tenth of the places: what grows with the town
pss_mb_after_edits          a worker's share of memory with the index, after `--edits` names were edited one by one
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from tests.benchmarks import held_mb, report

_MB = 1 << 20
_WHEN = [
    f"{how}{day}曜日の{part}"
    for how in ("毎週", "第1・第3", "隔週")
    for day in "月火水木金"
    for part in ("午前", "午後")
]
_WHERE = [
    "公民館",
    "集会所",
    "生涯学習センター",
    "コミュニティセンター",
    "薬局の待合室",
    "喫茶店",
    "団地の一階",
    "神社の社務所",
]
_DOING = [
    "合唱",
    "おしゃべり",
    "工作",
    "麻雀",
    "栄養相談",
    "散歩",
    "お茶",
    "体操",
    "折り紙",
    "囲碁",
    "読み聞かせ",
    "手芸",
    "健康チェック",
    "歌声",
    "ボッチャ",
    "脳トレ",
]
_WHO = ["どなたでも", "おおむね65歳以上の方が", "未就学児と保護者が", "市内にお住まいの方が", "はじめての方も"]
_FEE = ["無料", "100円", "200円", "お茶代300円"]


def description(number: int, seeded: Random) -> str:
    """What a place says of itself; no two say the same."""
    doing = "や".join(seeded.sample(_DOING, 3))
    return (
        f"{seeded.choice(_WHEN)}に{number % 977}番町の{seeded.choice(_WHERE)}で開催。{doing}を楽しみます。"
        f"参加費は{seeded.choice(_FEE)}、{seeded.choice(_WHO)}参加できます。会場は{number}号室です。"
    )


def fill(places: int) -> None:
    """Store a prefecture whose places say something of themselves."""
    from django.db import connection

    from directory.models import Resource
    from tests.benchmarks.rows import make_prefecture

    make_prefecture(places)
    seeded, table = Random(14), Resource._meta.db_table
    keys = Resource._base_manager.order_by("pk").values_list("pk", flat=True)
    texts = [(description(number, seeded), key) for number, key in enumerate(keys)]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET description = %s WHERE id = %s", texts)


def _town(folder: Path, places: int) -> dict[str, str]:
    """The environment in which a process finds a town, which is made where it is not there yet."""
    home = folder / str(places)
    environment = os.environ | {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "cms.settings", "VAR_DIR": str(home)}
    environment["DATABASE_URL"] = f"sqlite:///{home / 'town.sqlite3'}"
    if not (home / "filled").exists():
        home.mkdir(parents=True)
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], env=environment, check=True)
        _run("fill", places, environment)
        (home / "filled").touch()
    return environment


def _run(step: str, number: int, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.index", "--step", step, "--places", str(number)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0  # a small index is not stored


def _fill(places: int) -> dict[str, float]:
    fill(places)
    return {}


def _build(places: int) -> dict[str, float]:
    from directory.search import live_index
    from directory.search.parts import kept_readings

    live_index.stored_file().unlink(missing_ok=True)
    kept_readings.file().unlink(missing_ok=True)
    spent = _built()
    size = _size(live_index.stored_file())
    return {
        "build_cpu_s": spent["cpu_s"],
        "build_machine_s": spent["machine_s"],
        "build_peak_mb": held_mb("self", "status", "VmHWM"),
        "file_mb": round(size / _MB, 1),
        "bytes_a_place": round(size / places),
    }


def _rebuild(places: int) -> dict[str, float]:
    spent = _built()
    return {
        "rebuild_cpu_s": spent["cpu_s"],
        "rebuild_machine_s": spent["machine_s"],
        "rebuild_peak_mb": held_mb("self", "status", "VmHWM"),
    }


def _built() -> dict[str, float]:
    """Seconds of processor to make the index, and for the fixed sum before and after it."""
    from directory.search.building import builder

    before = _machine_s()
    begin = time.process_time()
    builder.build(waits=True, anew=True)
    spent = time.process_time() - begin
    return {"cpu_s": round(spent, 2), "machine_s": round((before + _machine_s()) / 2, 3)}


def _machine_s() -> float:
    begin = time.process_time()
    sum(number * number % 7 for number in range(3_000_000))
    return time.process_time() - begin


def _edit(edits: int) -> dict[str, float]:
    """Edit names one after the other; after each a worker looks."""
    from directory.models import Resource
    from directory.search.live_index import index_at
    from directory.snapshot import loading

    seeded, keys = Random(3), list(Resource._base_manager.order_by("pk").values_list("pk", flat=True))
    begin = time.process_time()
    loading.current()
    whole = time.process_time() - begin
    index_at(loading.current()).find("体操")
    looks, reloads = [], []
    for key in seeded.choices(keys, k=edits):
        row = Resource._base_manager.get(pk=key)
        row.name = row.name[:40] + seeded.choice("春夏秋冬花鳥風月")
        row.save()
        begin = time.process_time()
        columns = loading.current()
        middle = time.process_time()
        index_at(columns)
        end = time.process_time()
        reloads.append((end - middle) * 1000)
        looks.append((end - begin) * 1000)
    index_at(loading.current()).find("体操")
    return {
        "reload_ms": round(float(np.median(reloads)), 1),
        "look_ms": round(float(np.median(looks)), 1),
        "arrays_whole_ms": round(whole * 1000),
        "arrays_after_word_ms": round(float(np.median(_after_words())), 1),
        "pss_mb_after_edits": held_mb("self", "smaps_rollup", "Pss:"),
    }


def _after_words() -> list[float]:
    """Milliseconds of processor until the arrays are at the version after the edit of a word, of some words."""
    from directory.models import Term
    from directory.snapshot import loading

    spent = []
    for term in Term.objects.filter(scheme="kinds")[:5]:
        term.label += "など"
        term.save()
        begin = time.process_time()
        loading.current()
        spent.append((time.process_time() - begin) * 1000)
    return spent


_STEPS: dict[str, Callable[[int], dict[str, float]]] = {
    "fill": _fill,
    "build": _build,
    "rebuild": _rebuild,
    "edit": _edit,
}


def measure(places: int, edits: int, folder: Path) -> dict[str, float]:
    """The figures of one run."""
    figures: dict[str, float] = {"places": places, "edits": edits}
    town, tenth = _town(folder, places), _town(folder, places // 10)
    for step, number in (("build", places), ("rebuild", places), ("edit", edits)):
        figures |= _run(step, number, town)
    _run("build", places // 10, tenth)
    figures["reload_ms_of_tenth"] = _run("edit", edits, tenth)["reload_ms"]
    return figures


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if chosen.step:
        import django

        django.setup()
        print(json.dumps(_STEPS[chosen.step](chosen.places)))
        return
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as new:
        report(measure(chosen.places, chosen.edits, chosen.folder or Path(new)), chosen.json)


if __name__ == "__main__":
    main()
