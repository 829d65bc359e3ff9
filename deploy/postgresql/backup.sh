#!/bin/sh
# A whole copy of the database from whichever machine leads, checked against its manifest; copies older than the newest
# fourteen are removed, and the segments that no copy left needs.
set -eu
folder=/var/backups/ibasho
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
name=$(date +%Y%m%dT%H%M%S)
trap 'rm -rf "$folder/base/.$name"' EXIT
pg_basebackup -d service=replication -w -D "$folder/base/.$name" -X stream -c fast
"$programs/pg_verifybackup" --quiet "$folder/base/.$name"
mv "$folder/base/.$name" "$folder/base/$name"

find "$folder/base" -mindepth 1 -maxdepth 1 -name '[0-9]*' | sort | head -n -14 | while read -r old; do
  rm -rf "$old"
done
oldest=$(find "$folder/base" -mindepth 1 -maxdepth 1 -name '[0-9]*' | sort | head -n 1)
segment=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
"$programs/pg_archivecleanup" "$folder/wal" "$segment"
echo "$folder/base/$name"
