#!/usr/bin/env bash
# Measures how a commit builds and how small it is: CPU seconds of a clean release build, size of
# the program, memory at rest with the demo, and seconds to build again after a one-line change in
# src/services (debug). Each commit in a worktree of its own; nothing else should run meanwhile.
#
#   benches/build.sh b102f25 HEAD
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
[ $# -gt 0 ] || set -- HEAD
scratch=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  for tree in "$scratch"/*/tree; do git worktree remove --force "$tree" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap finish EXIT

# User and system seconds of a command, added up.
cpu() {
  local TIMEFORMAT='%U %S' log=$1
  shift
  { time "$@" >"$log" 2>&1; } 2>&1 | awk '{ printf "%.0f", $1 + $2 }'
}

# Wall-clock seconds of a command.
wall() {
  local TIMEFORMAT='%R' log=$1
  shift
  { time "$@" >"$log" 2>&1; } 2>&1
}

printf '%-12s %12s %10s %12s %14s\n' commit 'release CPU' binary 'idle memory' 'rebuild debug'
for commit in "$@"; do
  name=$(git rev-parse --short "$commit")
  here=$scratch/$name
  mkdir -p "$here"
  git worktree add --quiet --detach "$here/tree" "$commit"
  export CARGO_TARGET_DIR=$here/target
  cd "$here/tree"
  cargo fetch --quiet --locked
  cpu_seconds=$(cpu "$here/release.log" cargo build --release --locked)
  program=$CARGO_TARGET_DIR/release/mabit
  megabytes=$(stat -c %s "$program" | awk '{ printf "%.1f MB", $1 / 1e6 }')

  mkdir "$here/run"
  (
    cd "$here/run"
    MABIT_HTTP__LISTEN=127.0.0.1:0 exec "$program" serve --demo >out 2>err
  ) &
  server=$!
  until grep -q '^listening' "$here/run/out" 2>/dev/null; do sleep 0.2; done
  sleep "${IDLE_SECONDS:-60}"
  memory=$(awk '/^VmRSS/ { printf "%.1f MB", $2 / 1024 }' "/proc/$server/status")
  kill "$server"
  wait "$server" || true
  server=

  cargo build --quiet --locked
  changed=$(find src/services -name '*.rs' -printf '%s %p\n' | sort -rn | awk 'NR == 1 { print $2 }')
  rebuilds=
  for n in 1 2 3; do
    git checkout --quiet -- "$changed"
    awk -v n="$n" '{ print } !done && / -> Result<.*> \{$/ { print "    tracing::trace!(\"changed line " n "\");"; done = 1 }' \
      "$changed" >"$here/changed" && cp "$here/changed" "$changed"
    rebuilds+="$(wall "$here/rebuild$n.log" cargo build --locked) "
  done
  rebuild=$(tr ' ' '\n' <<<"$rebuilds" | grep . | sort -n | sed -n 2p)
  cd - >/dev/null
  printf '%-12s %10s s %10s %12s %12s s\n' "$name" "$cpu_seconds" "$megabytes" "$memory" "$rebuild"
done
