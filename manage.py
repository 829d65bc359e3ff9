#!/usr/bin/env python
"""Django's command line for Ibasho."""

import gc
import os
import sys

STORED_NOTHING = {"match_story"}
"""Commands that touch no stored data and no site, and so need no secret."""

MADE_BEFORE_A_LOOK = (20_000, 50, 100)
"""New objects before the garbage collector looks, and looks of the younger generation before one of the next (`gc.set_threshold`).

Modules, models and the states between migrations stay: looked through after every 700 new objects, they cost each command about a
tenth of its start (4.8 and 4.2 s of processor, three runs each), and a migration of an old database a sixth (42 and 35 s, one run each).
"""

if __name__ == "__main__":
    gc.set_threshold(*MADE_BEFORE_A_LOOK)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    if STORED_NOTHING & set(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", "signs-nothing")
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
        os.environ.setdefault("SITE_URL", "http://localhost")
        os.environ.setdefault("PEOPLE_KEYS", "A" * 43 + "=")
    from cms.operations.commands import run_command

    run_command(sys.argv)
