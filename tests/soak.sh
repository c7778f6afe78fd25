#!/bin/sh
# The long tests, within SOAK_MINUTES (60 when not said): the ignored tests, then `frontdesk selftest` on SQLite and on
# a PostgreSQL that is made for it and thrown away. A part that begins ends within its own bound. SOAK_SEED repeats the
# random choices of an earlier run. Coming to rest and judging take some seconds of each part beyond the budget.
set -eu

minutes=${SOAK_MINUTES:-60}
seed=${SOAK_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
case $minutes in '' | *[!0-9]* | 0*) echo "SOAK_MINUTES: expected a whole number of minutes, from 1" >&2; exit 2 ;; esac

# The server's programs: Debian keeps them out of PATH, by version.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
[ -x "$bin/postgres" ] || { echo "PostgreSQL's server is not installed: see CONTRIBUTING.md" >&2; exit 1; }

home=$(mktemp -d "${TMPDIR:-/tmp}/frontdesk-soak-XXXXXX")
# PostgreSQL refuses to run as root, so root lends it the user `postgres`.
as=
if [ "$(id -u)" = 0 ]; then
  as='setpriv --reuid=postgres --regid=postgres --clear-groups'
  chown postgres:postgres "$home"
fi
server=
tidy() {
  if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap tidy EXIT
trap 'exit 130' INT TERM

echo "soak: $minutes minutes, seed $seed"
cargo build --locked
cargo nextest run --locked --no-run
program=${CARGO_TARGET_DIR:-target}/debug/frontdesk
# The budget is for testing, and begins behind the build.
end=$(($(date +%s) + minutes * 60))
# An equal share of the time that is left, for so many parts.
share() { seconds=$(((end - $(date +%s)) / $1)); [ "$seconds" -ge 20 ] || seconds=20; echo "$seconds"; }

echo "soak: the ignored tests"
timeout "$(share 4)" cargo nextest run --locked --run-ignored ignored-only --no-tests=pass ${NEXTEST:-}

selftest() {
  echo "soak: selftest on $1 for $2 seconds"
  shift
  seconds=$1
  shift
  # What it takes to come to rest and to judge is bounded by itself; this is for when that bound is broken.
  timeout "$((seconds + 600))" "$program" selftest --rounds 10000 --seconds "$seconds" --seed "$seed" "$@"
}

selftest SQLite "$(share 3)"

(cd "$home" && $as "$bin/initdb" -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --locale=C >"$home/initdb.log")
# No port: a socket in a folder of its own.
(cd "$home" && exec $as "$bin/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c max_connections=200) \
  >"$home/server.log" 2>&1 &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$home" -U postgres; do
  tries=$((tries + 1))
  [ "$tries" -lt 150 ] || { cat "$home/server.log" >&2; exit 1; }
  sleep 0.2
done
url="postgres://postgres@localhost/postgres?host=$home"

selftest PostgreSQL "$(share 2)" --database "$url"
selftest "PostgreSQL with two nodes" "$(share 1)" --database "$url" --nodes 2
echo "soak: all promises were kept"
