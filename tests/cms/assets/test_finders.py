"""The finder of what is built."""

import os

from django.contrib.staticfiles import finders

from cms.assets.build import FILES
from cms.assets.finders import BuiltFilesFinder

STYLES = "built/ibasho.css"


def test_a_page_finds_what_nobody_has_built_yet(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    found = BuiltFilesFinder().find(STYLES)
    assert found == str(tmp_path / "assets" / STYLES)
    with open(found) as written:
        assert "--paper" in written.read()
    assert os.stat(found).st_mode & 0o777 == 0o644, "a web server of another user may read it"


def test_what_is_fresh_stays_and_what_is_old_is_built_anew(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = BuiltFilesFinder()
    found = finder.find(STYLES)
    os.utime(found, ns=(4 * 10**18, 4 * 10**18))
    assert finder.find(STYLES) == found
    assert os.stat(found).st_mtime_ns == 4 * 10**18
    os.utime(found, ns=(0, 0))
    finder.find(STYLES)
    assert os.stat(found).st_mtime_ns > 10**18


def test_all_of_it_is_collected(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    listed = dict(BuiltFilesFinder().list([]))
    assert listed.keys() == FILES.keys()
    assert all(storage.exists(path) for path, storage in listed.items())


def test_django_asks_it_and_gets_nothing_for_what_is_not_built():
    assert finders.find(STYLES).endswith(STYLES)
    assert finders.find("built/other.css") is None
    assert BuiltFilesFinder().find("cms/ibasho.css", find_all=True) == []
