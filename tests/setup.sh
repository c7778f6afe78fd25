#!/usr/bin/env bash
# Installs what the tests need and is not there yet, by package name: `make setup`.
# Debian's packages where apt is; npm packages and a Python environment inside this repository. What cannot be
# installed is told by name, all of it at once, and the exit code is 1. Nothing is touched that is there already.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()    # apt packages
problems=()   # sentences

have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_chromium() { [ -x "${FRONTDESK_CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome; }
# Debian's daemons stand in sbin, which is not in everybody's path.
have_nats() { have nats-server || [ -x /usr/sbin/nats-server ]; }
have_haproxy() { have haproxy || [ -x /usr/sbin/haproxy ]; }
have_venv() { python3 -c 'import venv, ensurepip' >/dev/null 2>&1; }
# SQLite and the layer of the power-cut test are C.
have_headers() { echo '#include <pthread.h>' | cc -E - >/dev/null 2>&1; }
# need PACKAGE TEST…: the package is missing when the test fails.
need() { if ! "${@:2}"; then missing+=("$1"); fi; }

need chromium have_chromium
need postgresql have_postgres
need nats-server have_nats
need haproxy have_haproxy
need python3 have python3
need python3-venv have_venv
need nodejs have node
need npm have npm
need util-linux have flock
need gcc have cc
need libc6-dev have_headers
need valgrind have valgrind

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then sudo "$@"
  else return 1
  fi
}

if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: installing ${missing[*]}" >&2
  if ! have apt-get; then
    problems+=("install these with your system's packages (Debian's names): ${missing[*]}")
  elif ! as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
    ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; then
    problems+=("run as root: apt-get install ${missing[*]}")
  fi
fi

if ! have cargo-nextest; then
  echo "setup: installing cargo-nextest" >&2
  cargo install --locked cargo-nextest || problems+=("cargo install --locked cargo-nextest")
fi

# Runs the rest of its arguments when the list of packages is another than the one installed last.
when_changed() {
  local list=$1 stamp=$2
  shift 2
  if [ -e "$stamp" ] && cmp -s "$list" "$stamp"; then return 0; fi
  "$@" && cp "$list" "$stamp"
}
npm_packages() { (cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error); }
python_packages() {
  python3 -m venv tests/.venv && tests/.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement tests/requirements.txt
}

if have npm && have node; then
  if node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'; then
    when_changed tests/browser/package-lock.json tests/browser/node_modules/.installed npm_packages ||
      problems+=("npm ci in tests/browser failed: playwright-core, axe-core, typescript, @stoplight/prism-cli")
  else
    problems+=("Node.js 20 or newer is needed, this is $(node --version): package nodejs")
  fi
fi
if have_venv; then
  when_changed tests/requirements.txt tests/.venv/.installed python_packages ||
    problems+=("pip could not install tests/requirements.txt: aiosmtpd")
fi

have_chromium || problems+=("no Chromium: package chromium")
have_postgres || problems+=("no PostgreSQL server, 15 or newer: package postgresql")
have_nats || problems+=("no NATS server: package nats-server")
have_haproxy || problems+=("no HAProxy: package haproxy")
have_venv || problems+=("no Python environments: package python3-venv")
have_headers || problems+=("no C compiler with its headers: packages gcc and libc6-dev")
have valgrind || problems+=("no valgrind, which counts instructions: package valgrind")
have npm || problems+=("no npm: packages nodejs and npm")

if [ "${#problems[@]}" -gt 0 ]; then
  printf 'setup: %s\n' "${problems[@]}" >&2
  exit 1
fi
