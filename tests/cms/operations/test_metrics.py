"""Counts of the processes of one site: each in files of its own, those of processes that ended in one."""

import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cms.operations import metrics
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


def test_a_worker_that_counted_nothing_leaves_nothing(folder):
    metrics.take_over_from(2**22)
    assert counted() == []
