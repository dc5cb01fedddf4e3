#!/bin/bash
# Makes the Debian packages of the last commit, each in a bare root of its Debian, and tries them in another:
# lintian, install, configure by docs/operating.md's commands, pay, upgrade under payments, remove, purge.
#
#   tests/bare/check_deb.sh [bookworm] [trixie]      (both by default)
#
#   DEBS=folder  two versions of the packages, made before (make deb), instead of making them
#   MIRROR       see roots.sh
#
# No systemd runs in such a root: what the units say (users, folders, ExecStart, ExecReload) is done by hand,
# and systemd-analyze verify reads the units.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$0")/../.."

[ "$(id -u)" -eq 0 ] || {
  echo "check-deb: making a Debian root takes root; run it with sudo" >&2
  exit 1
}
# shellcheck source=tests/bare/roots.sh
. tests/bare/roots.sh
failed=()

make_packages() { # <suite> <folder>
  local suite=$1 folder=$2 root
  new_root "$suite"
  git bundle create -q "$root/tmp/pay200.bundle" HEAD
  run_inside "$root" "$suite" root tests/bare/make_debs.sh "$cache/$suite-make-deb.log" || {
    tail -n 40 "$cache/$suite-make-deb.log" >&2
    return 1
  }
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$root"/root/pay200/build/deb/*.deb "$folder/"
  rm -rf --one-file-system "$root"
}

check() { # <suite>
  local suite=$1 folder=${DEBS:-$cache/$1/debs} root log started=$SECONDS
  log=$cache/$suite-deb.log
  echo "check-deb: $suite, $(git log -1 --format='%h %s'); its words go to $log"
  if { [ -n "${DEBS:-}" ] || make_packages "$suite" "$folder"; } && new_root "$suite" &&
    cp -r "$folder" "$root/tmp/debs" && cp docs/operating.md "$root/tmp/" &&
    run_inside "$root" "$suite" root tests/bare/use_debs.sh "$log"; then
    echo "check-deb: $suite is fine, after $((SECONDS - started)) s"
  else
    [ ! -e "$log" ] || tail -n 40 "$log" >&2
    echo "check-deb: $suite FAILED, after $((SECONDS - started)) s; all of it in $log" >&2
    failed+=("$suite")
  fi
  [ -z "${root:-}" ] || rm -rf --one-file-system "$root"
}

[ -z "$(git status --porcelain)" ] || echo "check-deb: what is not committed is not tried"
[ $# -gt 0 ] || set -- bookworm trixie
for suite in "$@"; do check "$suite"; done
[ ${#failed[@]} -eq 0 ]
