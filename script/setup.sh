# Finds or installs what Repertoire needs: a Rust toolchain, a C compiler, PostgreSQL's binaries.
# Sourced by script/server and script/test; a second run finds everything and says nothing.
# shellcheck shell=bash

RUST_MINIMUM=1.95
POSTGRES_MINIMUM=15

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
stop() { printf '\033[1;31merror:\033[0m %s\n' "$1" >&2; shift; for line in "$@"; do printf '  %s\n' "$line" >&2; done; exit 1; }

# Runs a command as root: as it is for root, through sudo for others.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else stop "this needs root: $*" "You are not root and there is no sudo. Ask an administrator to run it, then run this again."
  fi
}

# apt_install PACKAGE…: on Debian and Ubuntu, with the package lists fetched once.
apt_install() {
  say "installing $* (Debian packages)"
  if [ -z "${APT_UPDATED:-}" ]; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 || stop "apt-get update failed" "Look at its message above: the network or /etc/apt/sources.list."
    APT_UPDATED=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@" >&2 \
    || stop "could not install $*" "Look at apt's message above, install it by hand, and run this again."
}

# install_hint DEBIAN BREW: installs with apt where there is one, else says what to do.
install_or_say() {
  if command -v apt-get >/dev/null 2>&1; then apt_install "$1"
  elif command -v brew >/dev/null 2>&1; then say "installing $2 (Homebrew)"; brew install "$2" >&2 || stop "could not install $2"
  else stop "$3" "Install it with your system's package manager (Debian: $1, Homebrew: $2), then run this again."
  fi
}

need_rust() {
  if ! command -v cargo >/dev/null 2>&1 && [ -r "$HOME/.cargo/env" ]; then
    # rustup installs here, and a shell that was open before does not know it yet.
    . "$HOME/.cargo/env"
  fi
  command -v cargo >/dev/null 2>&1 || stop "there is no Rust toolchain (cargo)" \
    "Install one with rustup, https://rustup.rs, then run this again:" \
    "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt"
  local have
  have=$(rustc --version | cut -d' ' -f2)
  [ "$(printf '%s\n%s\n' "$RUST_MINIMUM" "$have" | sort -V | head -n 1)" = "$RUST_MINIMUM" ] \
    || stop "Rust $have is too old: $RUST_MINIMUM or later is needed" "Run: rustup update stable"
}

need_compiler() {
  command -v cc >/dev/null 2>&1 || install_or_say build-essential gcc "there is no C compiler (cc)"
}

# The newest folder with PostgreSQL's server binaries, or nothing.
postgres_bin() {
  local dir version
  for dir in ${REPERTOIRE_PG_BIN:+"$REPERTOIRE_PG_BIN"} $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin 2>/dev/null | sort -Vr) $(dirname "$(command -v postgres 2>/dev/null)" 2>/dev/null); do
    [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] || continue
    version=$("$dir/postgres" --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1)
    [ "${version:-0}" -ge "$POSTGRES_MINIMUM" ] && { printf '%s\n' "$dir"; return; }
  done
}

need_postgres() {
  [ -n "$(postgres_bin)" ] && return
  if command -v apt-get >/dev/null 2>&1; then
    # Only the binaries are wanted: no cluster of the system's own, no service, no port.
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/repertoire.conf >/dev/null
  fi
  install_or_say postgresql postgresql@17 "there are no PostgreSQL binaries (initdb, postgres)"
  [ -n "$(postgres_bin)" ] || stop "PostgreSQL $POSTGRES_MINIMUM or later was not found after installing it" \
    "This system's packages may be older. See https://www.postgresql.org/download/, or set REPERTOIRE_PG_BIN to a folder with initdb and postgres."
}

need_all() { need_rust; need_compiler; need_postgres; }
