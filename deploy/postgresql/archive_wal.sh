#!/bin/sh
# archive_command: keeps one segment of the log (WAL). PostgreSQL calls it again until it ends with 0.
set -eu
folder=/var/backups/ibasho/wal
if [ -e "$folder/$2" ]; then
  # A crash can make PostgreSQL send the same segment twice. Another content under the same name is a mistake: two
  # leading machines with one archive.
  cmp -s "$1" "$folder/$2"
  exit
fi
cp "$1" "$folder/.$2.$$"
sync "$folder/.$2.$$"
mv "$folder/.$2.$$" "$folder/$2"
