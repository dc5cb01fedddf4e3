#!/bin/sh
# The end of a business day, as cron runs it. For each acquirer that has a folder here: close the day, and reconcile
# the clearing files that have come, <acquirer>/<yyyy-mm-dd>.clr, the oldest first; then settle, test mode and
# live. What does not end well stops the night, and its exit status is the night's (pgctl's: 8 does not reconcile,
# 9 another run holds the lock); once it is mended, the next run goes on from there, and twice changes nothing.
#
#   night [folder with a folder for each acquirer]      (default: /var/lib/pay200/clearing)
#
#   NIGHT_PAUSE_S=120   until a day that does not reconcile is tried once more: the relay may be deciding the rest
set -eu

folder=${1:-/var/lib/pay200/clearing}
pgctl=${PGCTL:-pgctl}

say() {
  echo "$(date --iso-8601=seconds) night: $*"
}

run() { # its status goes to $status
  say "pgctl $*"
  status=0
  "$pgctl" "$@" || status=$?
}

must() {
  [ "$status" -eq 0 ] && return
  say "ended with $status; docs/operating.md says what to do"
  exit "$status"
}

for acquirer in "$folder"/*/; do
  [ -d "$acquirer" ] || continue
  name=$(basename "$acquirer")
  run day close --acquirer "$name"
  must
  for file in "$acquirer"*.clr; do
    [ -f "$file" ] || continue
    day=$(basename "$file" .clr)
    run day close --acquirer "$name" --day "$day"
    must
    run reconcile run --acquirer "$name" --day "$day" --file "$file"
    if [ "$status" -eq 8 ]; then
      sleep "${NIGHT_PAUSE_S:-120}"
      run reconcile run --acquirer "$name" --day "$day" --file "$file"
    fi
    must
    mkdir -p "$acquirer/done"
    mv "$file" "$acquirer/done/"
  done
done
run settle run
must
run settle run --live
must
say "done"
