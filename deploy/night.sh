#!/bin/sh
# The end of a business day, as cron runs it: close the day, reconcile each clearing file that has come,
# settle. A step that does not end well stops the night, and its exit status is the night's (pgctl's: 8 does not
# reconcile, 9 another run holds the lock); once it is mended, the next run goes on from there.
#
#   night [folder with clearing files]      (default: /var/lib/pay200/clearing)
set -eu

folder=${1:-/var/lib/pay200/clearing}
pgctl=${PGCTL:-pgctl}

say() {
  echo "$(date --iso-8601=seconds) night: $*"
}

step() {
  say "pgctl $*"
  status=0
  "$pgctl" "$@" || status=$?
  [ "$status" -eq 0 ] || {
    say "pgctl $* ended with $status; docs/operating.md says what to do"
    exit "$status"
  }
}

step day close --yes
mkdir -p "$folder/done"
for file in "$folder"/*; do
  [ -f "$file" ] || continue
  case $file in
  *.part | *.tmp) continue ;; # still being sent
  esac
  step reconcile run "$file" --yes
  mv "$file" "$folder/done/"
done
step settle run --yes
say "done"
