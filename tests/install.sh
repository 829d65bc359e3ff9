#!/usr/bin/env bash
# What the tests need beside Python and Node: a browser and a Japanese font, a PostgreSQL server, PostGIS for the benchmark of matching, or the servers of the drill.
# Installs through apt where that is allowed; otherwise says what is missing and stops.
set -euo pipefail

case "${1:-}" in
  browser)
    have() { { command -v chromium-headless-shell || command -v chromium; } >/dev/null && fc-list 2>/dev/null | grep -qi 'BIZ UDPGothic'; }
    packages="chromium-headless-shell fonts-morisawa-bizud-gothic fontconfig"
    what="ブラウザのテスト: a browser (chromium-headless-shell, or chromium) and a Japanese font (BIZ UDPGothic)"
    ;;
  postgres)
    have() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v initdb >/dev/null; }
    packages="postgresql-15"
    what="a PostgreSQL server"
    ;;
  postgis)
    have() { ls /usr/share/postgresql/15/extension/postgis.control >/dev/null 2>&1; }
    packages="postgresql-15 postgresql-15-postgis-3"
    what="PostGIS, the rival of the benchmark of matching"
    ;;
  drill)
    have() {
      ls /usr/lib/postgresql/15/bin/postgres >/dev/null 2>&1 && [ -x /usr/sbin/nginx ] && [ -x /usr/sbin/pgbouncer ] &&
        command -v rsync >/dev/null && command -v curl >/dev/null && command -v openssl >/dev/null
    }
    packages="postgresql-15 nginx-light pgbouncer rsync curl openssl"
    what="servers (PostgreSQL, nginx, PgBouncer)"
    ;;
  *)
    echo "usage: tests/install.sh browser|postgres|postgis|drill" >&2
    exit 2
    ;;
esac

have && exit 0
sudo=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo"; else
    echo "The tests need $what. Install these packages and run again: $packages" >&2
    exit 1
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "The tests need $what. This machine has no apt: install what corresponds to $packages and run again." >&2
  exit 1
fi
echo "Installing $what: $packages"
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
have || { echo "After installing $packages, $what is still missing." >&2; exit 1; }
