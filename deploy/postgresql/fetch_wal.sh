#!/bin/sh
# restore_command: hands a segment of the log back. An absent one ends with 1, which ends a recovery as it should.
set -eu
[ -e "/var/backups/ibasho/wal/$1" ] && cp "/var/backups/ibasho/wal/$1" "$2"
