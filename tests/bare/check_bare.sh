#!/bin/bash
# Tries the last commit on bare Debian: a root with nothing but Debian's minimum, make, git and
# ca-certificates, and the commands of the README in it.
#
#   tests/bare/check_bare.sh [bookworm] [trixie]      (both by default)
#
#   TEST=1       make test as well, not only make demo and make run
#   WHO=root     only as root with a closed home; WHO=user: only as an ordinary user who has sudo
#   WAY, MIRROR  see roots.sh
#
# A root is made once and kept, packed, in .cache/bare; so are the packages it downloads and what ccache
# keeps. Everything else is gone at the end: mounts and processes live in namespaces of their own.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$0")/../.."

[ "$(id -u)" -eq 0 ] || {
  echo "check-bare: making a Debian root takes root; run it with sudo" >&2
  exit 1
}
# shellcheck source=tests/bare/roots.sh
. tests/bare/roots.sh
failed=()

check() { # <suite> root|user
  local suite=$1 who=$2 root log started=$SECONDS
  new_root "$suite"
  log=$cache/$suite-$who.log
  git bundle create -q "$root/tmp/pay200.bundle" HEAD
  echo "check-bare: $suite as $who, $(git log -1 --format='%h %s'); its words go to $log"
  if run_inside "$root" "$suite" "$who" tests/bare/inside.sh "$log"; then
    echo "check-bare: $suite as $who is fine, after $((SECONDS - started)) s"
  else
    tail -n 40 "$log" >&2
    echo "check-bare: $suite as $who FAILED, after $((SECONDS - started)) s; all of it in $log" >&2
    failed+=("$suite-$who")
  fi
  rm -rf --one-file-system "$root"
}

[ -z "$(git status --porcelain)" ] || echo "check-bare: what is not committed is not tried"
[ $# -gt 0 ] || set -- bookworm trixie
for suite in "$@"; do
  for who in ${WHO:-root user}; do check "$suite" "$who"; done
done
[ ${#failed[@]} -eq 0 ]
