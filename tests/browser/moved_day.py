"""A server and a worker whose day a test can move: `python -m tests.browser.moved_day runserver ...`, instead of manage.py.

They read the file that CLOCK names, in which `Clock` writes how many days have passed: a server at each request, a worker all the time.
"""

import datetime as dt
import os
import sys
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine

JAPAN = ZoneInfo("Asia/Tokyo")


class Clock:
    """The day of a site. It goes only forward, like every day."""

    def __init__(self, file: Path):
        self.file, self.days = file, 0
        self.forward(0)

    def forward(self, days: int) -> None:
        """Let days pass."""
        self.days += days
        written = self.file.with_suffix(".new")
        written.write_text(str(self.days))
        written.replace(self.file)

    @property
    def today(self) -> dt.date:
        """The day at the site."""
        return dt.datetime.now(JAPAN).date() + dt.timedelta(days=self.days)


def _follow(file: Path) -> None:
    from django.core.handlers.wsgi import WSGIHandler

    moved, lock, passed = time_machine.travel(dt.datetime.now(dt.UTC), tick=True).start(), threading.Lock(), [0]
    answer, stopped = WSGIHandler.__call__, threading.Event()

    def catch_up():
        with lock:
            days = int(file.read_text())
            moved.shift(dt.timedelta(days=days - passed[0]))
            passed[0] = days

    def answered(handler, environ, start_response):
        catch_up()
        return answer(handler, environ, start_response)

    def keep_up():
        while not stopped.wait(0.2):
            catch_up()

    WSGIHandler.__call__ = answered
    threading.Thread(target=keep_up, daemon=True).start()


if __name__ == "__main__":
    from cms.operations.commands import run_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    _follow(Path(os.environ["CLOCK"]))
    run_command(sys.argv)
