# shellcheck shell=bash
# What every script in bin/ shares: strict mode, paths, output. Sourced, never run.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$ROOT"

# The value of KEY from the environment, else from .env, else nothing.
setting() {
  local key="$1"
  [[ -n ${!key:-} ]] && { printf '%s' "${!key}"; return; }
  [[ -f .env ]] || return 0
  sed -n "s/^\(export \)\{0,1\}$key=//p" .env | tail -n1 | sed "s/^[\"']//; s/[\"']\$//"
}

VAR="$(setting MEWAYZ_VAR)"
VAR="${VAR:-var}"
[[ $VAR == /* ]] || VAR="$ROOT/$VAR"

# Outside the checkout, so that a clean clone reuses the compiled dependencies.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/mewayz/target}"
export PATH="$ROOT/node_modules/.bin:$VAR/tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
# These change what cargo builds, so a value left in the caller's shell would rebuild everything.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS

bold='' dim='' red='' green='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

step() { printf '%s==>%s %s %s(%ss)%s\n' "$bold$green" "$plain$bold" "$*$plain" "$dim" "$SECONDS" "$plain"; }
note() { printf '    %s\n' "$*"; }
die() { printf '%serror:%s %s\n' "$bold$red" "$plain" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Indents a command's output, so that its lines stand apart from ours as they come.
indented() { "$@" 2>&1 | sed -u 's/^/    /'; }

# Prints a line every half minute while a quiet command runs.
with_heartbeat() {
  local name="$1"; shift
  local began=$SECONDS
  while sleep 30; do note "$name: still at it, $((SECONDS - began))s"; done &
  local heart=$!
  local status=0
  "$@" || status=$?
  kill "$heart" 2>/dev/null || true
  wait "$heart" 2>/dev/null || true
  return "$status"
}

# stamped NAME FILE... -- COMMAND...: runs the command unless it succeeded before with the same files.
stamped() {
  local name="$1"; shift
  local files=()
  while [[ $1 != -- ]]; do files+=("$1"); shift; done
  shift
  local stamp="$VAR/stamps/$name" hash
  hash="$(printf '%s\n' "$*" | cat - "${files[@]}" | sha256sum | cut -d' ' -f1)"
  [[ -f $stamp && $(<"$stamp") == "$hash" ]] && return 0
  "$@"
  mkdir -p "$VAR/stamps"
  printf '%s\n' "$hash" >"$stamp"
}

# A TCP port on loopback that nothing listens on.
free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# The browser that tests drive: CHROMIUM, or the distribution's.
browser() {
  [[ -n ${CHROMIUM:-} ]] && { printf '%s' "$CHROMIUM"; return; }
  command -v chromium || command -v chromium-browser
}

# shellcheck source=lib/postgres.sh
source "$ROOT/bin/lib/postgres.sh"
