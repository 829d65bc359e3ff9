#!/usr/bin/env python
"""Django's command line for Ibasho."""

import os
import sys

STORED_NOTHING = {"match_story"}
"""Commands that touch no stored data and no site, and so need no secret."""

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    if STORED_NOTHING & set(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", "signs-nothing")
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
        os.environ.setdefault("SITE_URL", "http://localhost")
        os.environ.setdefault("PEOPLE_KEYS", "A" * 43 + "=")
    from cms.operations.commands import run_command

    run_command(sys.argv)
