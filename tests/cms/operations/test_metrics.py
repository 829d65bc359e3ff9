"""Counts of the processes of one site: each in files of its own, those of processes that ended in one."""

import os
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cms.operations import metrics
from directory.locks import file_lock
from tests.paths import ROOT

COUNT = "from cms.operations import metrics; import os; [metrics.count('list', 200, 20) for _ in range(3)]; print(os.getpid())"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    metrics._may_count.cache_clear()
    yield tmp_path
    metrics._may_count.cache_clear()


def worker():
    """The number of a process that answered three requests and ended."""
    command = [sys.executable, "-W", "error", "-c", COUNT]
    return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def counted():
    lines = metrics.of_all_workers().decode().splitlines()
    names = ("ibasho_requests_total{", "ibasho_request_seconds_count{", "ibasho_request_seconds_sum{")
    return sorted((name, float(line.split()[-1])) for line in lines for name in names if line.startswith(name))


def test_what_a_worker_that_ended_has_counted_stays_and_its_files_go(folder):
    hook = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["child_exit"]
    workers = [worker() for _ in range(3)]
    before, files = counted(), len(list(folder.glob("*.db")))
    assert (dict(before)["ibasho_requests_total{"], files) == (9, 6)
    for pid in workers:
        hook(None, SimpleNamespace(pid=pid))
        assert [name for name, _ in counted()] == [name for name, _ in before]
        assert [value for _, value in counted()] == pytest.approx([value for _, value in before])
    assert sorted(path.name for path in folder.glob("*.db")) == ["counter_0.db", "histogram_0.db"]


def test_without_space_the_files_of_a_worker_stay(folder, monkeypatch):
    pid = worker()
    before = counted()

    def full(*asked):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(metrics.os, "posix_fallocate", full)
    metrics.take_over_from(pid)
    assert (counted(), len(list(folder.glob(f"*_{pid}.db")))) == (before, 2)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: os.truncate(path, 2),
        lambda path: os.truncate(path, 60),
        lambda path: path.write_bytes(b"\xff" * 4096),
        lambda path: path.write_bytes(path.read_bytes().replace(b'["ibasho', b'{"ibasho')),
    ],
    ids=["short", "cut", "overwritten", "other words"],
)
@pytest.mark.parametrize("whose", ["worker", "those that ended"])
def test_a_damaged_file_of_counts_ends_neither_the_site_nor_the_page_of_counts(folder, damage, whose):
    hook = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["child_exit"]
    ended, pid = worker(), worker()
    hook(None, SimpleNamespace(pid=ended))
    for path in folder.glob(f"*_{pid if whose == 'worker' else 0}.db"):
        damage(path)
    hook(None, SimpleNamespace(pid=pid))
    expected = [
        ("ibasho_request_seconds_count{", 3),
        ("ibasho_request_seconds_sum{", 0.06),
        ("ibasho_requests_total{", 3),
    ]
    assert [(name, pytest.approx(value)) for name, value in counted()] == expected
    assert sorted(path.name for path in folder.glob("*.db")) == ["counter_0.db", "histogram_0.db"]
    for path in folder.glob("*.db"):
        assert path.stat().st_size >= metrics.BYTES, "its space is taken"
        damage(path)
    assert counted() == []


def test_the_first_process_waits_for_nobody_who_reads_the_counts(folder):
    hook = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["child_exit"]
    pid = worker()
    before = counted()
    with file_lock(folder / "lock", waits=True):
        hook(None, SimpleNamespace(pid=pid))
    assert (counted(), len(list(folder.glob(f"*_{pid}.db")))) == (before, 2)


def test_a_worker_that_counted_nothing_leaves_nothing(folder):
    metrics.take_over_from(2**22)
    assert counted() == []
