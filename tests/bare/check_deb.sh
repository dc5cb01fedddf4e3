#!/bin/bash
# Makes the Debian packages of the last commit, each in a bare root of its Debian, and tries them in another:
# lintian, install, configure by docs/operating.md's commands, pay, upgrade under payments, remove, purge.
#
#   tests/bare/check_deb.sh [bookworm] [trixie]      (both by default)
#
#   DEBS=folder  two versions of the packages, made before (make deb), instead of making them
#   MIRROR       see roots.sh
#
# The second root's own systemd is booted by systemd-nspawn, without a network, so that units, hardening and
# the packages' scripts do what they do on a machine.
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

boot() { # <root>: until it has powered itself off
  timeout --kill-after=10 1200 systemd-nspawn --quiet --register=no --keep-unit --private-network \
    --directory="$1" --boot </dev/null >"$1/root/check/console" 2>&1 || true
  [ "$(cat "$1/root/check/status" 2>/dev/null)" = 0 ]
}

try_packages() { # <suite> <folder>; the root's path goes to $root
  new_root "$1"
  mkdir "$root/root/check"
  cp -r "$2" "$root/root/check/debs"
  cp docs/operating.md docs/keys.md tests/bare/guide.sh tests/bare/use_debs.sh "$root/root/check/"
  run_inside "$root" "$1" root tests/bare/install_debs.sh "$log" || return 1
  boot "$root" || {
    cat "$root/root/check/log" >>"$log" || cat "$root/root/check/console" >>"$log"
    return 1
  }
  cat "$root/root/check/log" >>"$log"
}

check() { # <suite>
  local suite=$1 folder=${DEBS:-$cache/$1/debs} started=$SECONDS
  log=$cache/$suite-deb.log
  root=
  echo "check-deb: $suite, $(git log -1 --format='%h %s'); its words go to $log"
  if { [ -n "${DEBS:-}" ] || make_packages "$suite" "$folder"; } && try_packages "$suite" "$folder"; then
    echo "check-deb: $suite is fine, after $((SECONDS - started)) s"
  else
    [ ! -e "$log" ] || tail -n 40 "$log" >&2
    echo "check-deb: $suite FAILED, after $((SECONDS - started)) s; all of it in $log" >&2
    failed+=("$suite")
  fi
  [ -z "$root" ] || rm -rf --one-file-system "$root"
}

sh deploy/install_packages.sh systemd-container
[ -z "$(git status --porcelain)" ] || echo "check-deb: what is not committed is not tried"
[ $# -gt 0 ] || set -- bookworm trixie
for suite in "$@"; do check "$suite"; done
[ ${#failed[@]} -eq 0 ]
