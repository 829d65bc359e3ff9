#!/bin/sh
# manage.py with the environment of the site: deploy/manage.sh migrate
set -eu
set -a
# shellcheck source=/dev/null
. /etc/ibasho/environment
set +a
cd /srv/ibasho
exec .venv/bin/python manage.py "$@"
